"""Meta's Cloud API: the client, the webhook payloads, the signature. Begin with `client`."""

from terkirim.cloudapi.client import Accepted, CloudApi
from terkirim.cloudapi.signature import sign, signature_matches

__all__ = ["Accepted", "CloudApi", "sign", "signature_matches"]
