"""What is known of the business number: registration, verification, quality."""

from terkirim.web.dashboard.reader import mark

EXACT: dict[str, str] = {
    "sender.platform_type=NOT_APPLICABLE": mark("The number is not registered on the platform"),
    "sender.platform_type=ON_PREMISE": mark(
        "The number is registered on the old On-Premises platform"
    ),
    "sender.status=CONNECTED: the number reads as registered": mark(
        "Meta shows the number as registered and connected"
    ),
    "sender.status=PENDING": mark("Meta shows the number as not ready yet (PENDING)"),
    "sender.status=DISCONNECTED": mark("Meta shows the number as disconnected"),
    "sender.status=MIGRATED": mark("Meta shows the number as moved elsewhere (MIGRATED)"),
    "sender.code_verification_status=NOT_VERIFIED": mark("The number is not verified at Meta"),
    "sender.code_verification_status=EXPIRED": mark("The number's verification has expired"),
    "sender.quality=RED": mark("Meta rates the sender's quality as low (red)"),
    "sender.quality=YELLOW, one template concerned": mark(
        "Meta rates the sender's quality as medium (yellow), and one template often fails so"
    ),
    "sender.quality=GREEN: the number is in good standing": mark(
        "Meta rates the sender's quality as high (green)"
    ),
    "message.call=register": mark("It happened while the number was being registered"),
    "message.call=request_code": mark("It happened while a verification code was asked for"),
    "message.call=verify_code": mark("It happened while a verification code was entered"),
    "surface=status_webhook: no Flow endpoint's answer": mark(
        "It was reported for a message that was sent, so it is no answer of a Flow endpoint"
    ),
}

FORMS: dict[str, str] = {
    r"sender\.platform_type=(?P<value>.+)": mark("The number is on the platform %(value)s"),
    r"sender\.status=(?P<value>\w+)": mark("Meta shows the number's status as %(value)s"),
    r"sender\.code_verification_status=(?P<value>.+)": mark(
        "The number's verification stands at %(value)s"
    ),
    r"spread\.code_share_of_sender=(?P<share>[\d.]+) of (?P<value>\d+)": mark(
        "A share of %(share)s of the sender's last %(value)s marketing messages fail so"
    ),
}
