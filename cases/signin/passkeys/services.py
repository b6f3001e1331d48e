"""Making, proving and removing passkeys."""

from __future__ import annotations

from typing import Final

import webauthn
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.http.request import split_domain_port
from django.utils import timezone
from django.utils.translation import gettext as _
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AttestationConveyancePreference,
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from cases.access.models import Officer
from cases.audit import services as audit
from cases.audit.models import Action
from cases.signin import factors
from cases.signin.models import Passkey
from cases.signin.passkeys import challenges

RP_NAME: Final = "CaseDesk"
MOST: Final = 10
_TIMEOUT: Final = 120_000  # milliseconds that the browser waits for the officer
# Longer than any answer of an authenticator.
_LONGEST: Final = 20_000
# What the library raises for an answer that is damaged or forged.
WRONG: Final = (WebAuthnException, ValueError, TypeError, RecursionError)


def host() -> str:
    """The name that browsers make passkeys for (WebAuthn: the RP ID)."""
    name: str = settings.CASEDESK_PASSKEY_HOST
    return name


def are_offered(request: HttpRequest) -> bool:
    """Whether CaseDesk was asked for under that name, or one below it."""
    asked, _port = split_domain_port(request.get_host())
    return asked == host() or asked.endswith(f".{host()}")


def to_make(request: HttpRequest, officer: Officer) -> str:
    """The options from which the browser makes a passkey, as JSON."""
    options = webauthn.generate_registration_options(
        rp_id=host(),
        rp_name=RP_NAME,
        user_id=str(officer.pk).encode(),
        user_name=officer.username,
        user_display_name=officer.name,
        challenge=challenges.draw(request, "create"),
        timeout=_TIMEOUT,
        # Who made the authenticator is not asked for: nobody here could judge it.
        attestation=AttestationConveyancePreference.NONE,
        authenticator_selection=AuthenticatorSelectionCriteria(
            # A second factor needs no place of its own in the authenticator.
            resident_key=ResidentKeyRequirement.DISCOURAGED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=_known(officer),
    )
    return webauthn.options_to_json(options)


def to_prove(request: HttpRequest, officer: Officer) -> str:
    """What the browser is to have signed, as JSON; empty if no passkey can be."""
    known = _known(officer)
    if not known or not are_offered(request):
        return ""
    options = webauthn.generate_authentication_options(
        rp_id=host(),
        challenge=challenges.draw(request, "get"),
        timeout=_TIMEOUT,
        allow_credentials=known,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return webauthn.options_to_json(options)


def make(request: HttpRequest, officer: Officer, *, name: str, answer: str) -> Passkey:
    """Keep the passkey that the browser has made.

    Raises ValidationError if it was not made here and now, or is known already.
    """
    challenge = challenges.spend(request, "create")
    if challenge is None or len(answer) > _LONGEST:
        raise _refused()
    try:
        made = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=host(),
            expected_origin=_origin(request),
            require_user_verification=True,
        )
    except WRONG:
        raise _refused() from None
    passkey = Passkey(
        officer=officer,
        name=name,
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
    )
    return _kept(passkey)


@transaction.atomic
def make_first(
    request: HttpRequest, officer: Officer, *, name: str, answer: str
) -> list[str]:
    """The recovery codes: of somebody who has no second factor yet.

    Raises ValidationError as `make` does, and if somebody was faster.
    """
    factors.locked(officer)
    if factors.is_enrolled(officer):
        raise _refused()
    make(request, officer, name=name, answer=answer)
    return factors.renew_recovery_codes(officer)


def prove(request: HttpRequest, officer: Officer, answer: str) -> Passkey:
    """Which of the officer's passkeys has signed this session's challenge.

    Raises ValidationError if none has; its code is "copied" where the signature is
    right and the passkey's count of signatures goes back.
    """
    challenge = challenges.spend(request, "get")
    if challenge is None or len(answer) > _LONGEST:
        raise _refused()
    with transaction.atomic():
        return _verified(request, officer, answer, challenge)


@transaction.atomic
def remove(passkey: Passkey) -> None:
    """Raises ValidationError for the only second factor of its officer."""
    officer = passkey.officer
    factors.locked(officer)
    others = Passkey.objects.filter(officer=officer).exclude(pk=passkey.pk)
    if not others.exists() and not factors.has_authenticator(officer):
        raise ValidationError(
            _(
                "This is your only second factor. Set up an authenticator or another"
                " passkey first."
            )
        )
    audit.record(
        officer=officer,
        action=Action.CHANGE,
        obj=officer,
        second_factor="passkey removed",
        passkey=passkey.pk,
    )
    passkey.delete()


def _verified(
    request: HttpRequest, officer: Officer, answer: str, challenge: bytes
) -> Passkey:
    try:
        credential = webauthn.helpers.parse_authentication_credential_json(answer)
        passkey = Passkey.objects.select_for_update().get(
            officer=officer, credential_id=credential.raw_id
        )
        signed = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=host(),
            expected_origin=_origin(request),
            credential_public_key=bytes(passkey.public_key),
            # Compared below, once the signature has shown that the count is real.
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except (Passkey.DoesNotExist, *WRONG):
        raise _refused() from None
    # Passkeys that a maker keeps on several devices always count 0.
    counts = bool(signed.new_sign_count or passkey.sign_count)
    if counts and signed.new_sign_count <= passkey.sign_count:
        raise ValidationError(
            _(
                "There may be a copy of this passkey. Sign in with another second"
                " factor, remove this one, and tell the security administrator."
            ),
            code="copied",
        )
    passkey.sign_count = signed.new_sign_count
    passkey.used_at = timezone.now()
    passkey.save(update_fields=["sign_count", "used_at"])
    return passkey


def _kept(passkey: Passkey) -> Passkey:
    if Passkey.objects.filter(officer=passkey.officer).count() >= MOST:
        raise ValidationError(
            _("You have %(most)d passkeys. Remove one of them first.") % {"most": MOST}
        )
    try:
        with transaction.atomic():
            passkey.save()
    except IntegrityError:
        # An authenticator that is asked for one of these is to refuse by itself.
        raise _refused() from None
    audit.record(
        officer=passkey.officer,
        action=Action.CHANGE,
        obj=passkey.officer,
        second_factor="passkey added",
        passkey=passkey.pk,
    )
    return passkey


def _known(officer: Officer) -> list[PublicKeyCredentialDescriptor]:
    ids = Passkey.objects.filter(officer=officer).values_list(
        "credential_id", flat=True
    )
    return [PublicKeyCredentialDescriptor(id=bytes(each)) for each in ids]


def _origin(request: HttpRequest) -> str:
    """The scheme and the host, which Django has held against ALLOWED_HOSTS."""
    return f"{request.scheme}://{request.get_host()}"


def _refused() -> ValidationError:
    return ValidationError(
        _("The passkey was not accepted. Try again, or use another second factor.")
    )
