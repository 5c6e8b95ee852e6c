"""The chain's own certificates: an authority, the broker's, and for who wants one a store's. PEM texts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_DAYS = 3650
CERTIFICATE_DAYS = 825
COMMON_NAME_MAX = 64  # by RFC 5280
RENEW_DAYS = 60  # before its end a certificate is made anew
_EARLIER = timedelta(days=1)  # a store's clock may be behind


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """A certificate and its private key."""

    certificate: str
    key: str


def authority(name: str, now_ms: int) -> Pair:
    """Signs the broker's and the stores' certificates, nothing else."""
    key = ec.generate_private_key(ec.SECP256R1())
    builder = (
        _builder(name, name, key.public_key(), now_ms, AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return _pair(builder, key, key)


def server(signer: Pair, hosts: tuple[str, ...], now_ms: int) -> Pair:
    """The broker's, for these names and addresses."""
    names = x509.SubjectAlternativeName([_general(host) for host in hosts])
    return _signed(signer, hosts[0], now_ms, names, ExtendedKeyUsageOID.SERVER_AUTH)


def client(signer: Pair, store: str, user: str, now_ms: int) -> Pair:
    """A store's; its common name, of `COMMON_NAME_MAX` characters at most, is the broker's `user`."""
    names = x509.SubjectAlternativeName([x509.DNSName(store.replace("_", "-"))])
    return _signed(signer, user, now_ms, names, ExtendedKeyUsageOID.CLIENT_AUTH)


def serves(certificate: str, hosts: tuple[str, ...], now_ms: int) -> bool:
    """Whether a broker's certificate is for all of these and will be for a while."""
    found = x509.load_pem_x509_certificate(certificate.encode())
    names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    ends = found.not_valid_after_utc - timedelta(days=RENEW_DAYS)
    return all(_general(host) in names for host in hosts) and _moment(now_ms) < ends


def _signed(
    signer: Pair,
    name: str,
    now_ms: int,
    names: x509.SubjectAlternativeName,
    purpose: x509.ObjectIdentifier,
) -> Pair:
    issuer = x509.load_pem_x509_certificate(signer.certificate.encode())
    signing = serialization.load_pem_private_key(signer.key.encode(), None)
    if not isinstance(signing, ec.EllipticCurvePrivateKey):
        raise TypeError("the authority's key is of another kind than ours")
    key = ec.generate_private_key(ec.SECP256R1())
    builder = (
        _builder(name, _common_name(issuer), key.public_key(), now_ms, CERTIFICATE_DAYS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
        .add_extension(names, critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), critical=False
        )
    )
    return _pair(builder, signing, key)


def _builder(
    name: str, issuer: str, key: ec.EllipticCurvePublicKey, now_ms: int, days: int
) -> x509.CertificateBuilder:
    now = _moment(now_ms)
    return (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name(issuer))
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _EARLIER)
        .not_valid_after(now + timedelta(days=days))
    )


def _pair(
    builder: x509.CertificateBuilder, signing: ec.EllipticCurvePrivateKey, key: ec.EllipticCurvePrivateKey
) -> Pair:
    certificate = builder.sign(signing, hashes.SHA256())
    return Pair(
        certificate=certificate.public_bytes(serialization.Encoding.PEM).decode("ascii"),
        key=key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode("ascii"),
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs,
        crl_sign=signs,
        encipher_only=False,
        decipher_only=False,
    )


def _general(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _common_name(certificate: x509.Certificate) -> str:
    found = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value
    return found if isinstance(found, str) else found.decode()


def _moment(now_ms: int) -> datetime:
    return datetime.fromtimestamp(now_ms / 1000, UTC)
