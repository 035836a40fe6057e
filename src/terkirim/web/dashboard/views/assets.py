"""The files the pages need."""

from starlette.exceptions import HTTPException
from starlette.responses import Response

from terkirim.web.dashboard.visit import Visit


async def serve_asset(visit: Visit) -> Response:
    """A stylesheet, a script or a picture; kept for good where its address names its version."""
    asset = visit.house.assets.get(visit.request.path_params["name"])
    if asset is None:
        raise HTTPException(404)
    exact = visit.request.query_params.get("v") == asset.version
    cache = "public, max-age=31536000, immutable" if exact else "no-cache"
    return Response(asset.content, media_type=asset.media_type, headers={"Cache-Control": cache})
