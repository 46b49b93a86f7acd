/**
 * The names that `forge(actor, kind)` knows. Each starts from the ID-Cert that the actor's home issued and changes the one
 * thing that its line names; unless the line says whose key signs, the home's does. In brackets the requirement it is for.
 */
export const FORGERIES = {
  expired: 'ended a day ago, or `{by: "2d"}`, inside the root\'s validity [P2-IDN-08]',
  'not-yet-valid': 'begins in a day, or `{by: "2d"}`, inside the root\'s validity [P2-IDN-08]',

  'self-signed': "signed with the actor's own key; the issuer it names is its home [P2-IDN-09]",
  'other-ca':
    "signed with another peer's key, or that of the actor in `{key: bob}`, in the home's name [P2-IDN-09]",
  'unknown-ca': "signed with a key that nobody has seen, in the home's name [P2-IDN-09]",
  altered: "another session ID in the subject, the home's signature left as it was [P2-IDN-09]",
  'altered-key':
    "another public key, or that of `{key: bob}`, the home's signature left as it was [P2-IDN-09]",
  'altered-validity': "ends a day later, the home's signature left as it was [P2-IDN-09]",
  'signature-flipped': "one bit of the home's signature is flipped [P2-IDN-09]",
  'signature-missing': 'the signature has no bits [P2-IDN-09]',
  'signature-malleable': "S + L for S in the home's signature [P2-IDN-15]",
  'other-home-named': 'issuer, domain and UID name another domain, `{domain: …}` [P2-IDN-09]',

  'issuer-domain-differs': 'the issuer is named at another domain, `{domain: …}` [P2-IDN-10]',
  'subject-domain-differs': 'the subject and its UID are at another domain, `{domain: …}` [P2-IDN-10]',
  'subject-at-subdomain': "the subject and its UID are at a subdomain of the issuer's domain [P2-IDN-10]",
  'subject-domain-reversed': "the subject's domain components stand in the opposite order [P2-IDN-10]",
  'no-domain': 'the subject has no domain component [P2-IDN-10]',

  'no-common-name': 'the subject has no CN [P2-IDN-11]',
  'two-common-names': 'the subject has a second CN after the right one [P2-IDN-11]',
  'no-uid': 'the subject has no UID [P2-IDN-11]',
  'two-uids': 'the subject has a second UID after the right one [draft 7.1.1.1]',
  'no-session-id': 'the subject has no uniqueIdentifier [P2-IDN-11]',
  'two-session-ids': 'the subject has a second uniqueIdentifier after the right one [draft 7.1.1.1]',
  'empty-session-id': 'the uniqueIdentifier is empty [ID-Cert, 1 to 32 characters]',
  'long-session-id': 'the uniqueIdentifier has 33 characters [ID-Cert, 1 to 32 characters]',
  'uid-not-cn-at-domain': "the UID's local part is not the CN [P2-IDN-11]",
  'uid-at-other-domain': 'the UID is at a domain that the certificate does not name [P2-IDN-11]',

  'ca-true': 'basic constraints say CA [P2-IDN-12]',
  'key-cert-sign': 'the key usage has keyCertSign besides digitalSignature [P2-IDN-12]',
  'root-as-actor': "the home's own root certificate [P2-IDN-12]",
  'no-signing-usage': 'the key usage has neither digitalSignature nor contentCommitment [P2-IDN-13]',
  'no-key-usage': 'there is no key usage extension [P2-IDN-13]',
  'extensions-not-critical': 'neither extension is marked critical [P2-IDN-14]',
  'basic-constraints-not-critical': 'the basic constraints are not marked critical [P2-IDN-14]',
  'key-usage-not-critical': 'the key usage is not marked critical [P2-IDN-14]',

  'small-order-key':
    'its key is a small-order point, `{point: "order-8-a"}` of specs/vectors/ed25519-edge-cases.json [P2-IDN-15]',

  'algorithm-contradicts-key': 'the key is called Ed448, and has 32 bytes [P2-IDN-16]',
  'short-key': 'the Ed25519 key has 31 bytes [P2-IDN-16]',
  'long-key': 'the Ed25519 key has 33 bytes [P2-IDN-16]',
  'signature-algorithms-differ':
    'the signed part names another signature algorithm than the outer one [P2-IDN-16]',
  truncated: 'without its last ten bytes [P2-IDN-16]',
  empty: 'nothing at all [P2-IDN-16]',
  garbage: 'as many random bytes as the certificate has [P2-IDN-16]',
  'not-base64': 'text that no Base64 decoder takes [P2-IDN-16]',
  'csr-instead': "the actor's certificate request [P2-IDN-16]",
  'key-instead': 'the bare public key, DER [P2-IDN-16]',
  'trailing-bytes': 'four bytes more after the certificate [P2-IDN-24]',
  pem: 'PEM text without Base64 around it: tolerant decoders take it [D2]',

  'outlives-root': "ends a day after the home's root [P2-IDN-22]",
  'before-root': "begins a day before the home's root [P2-IDN-22]",
  'version-1': 'X.509 version 1: it has no extensions then [P2-IDN-23]',
  'version-1-with-extensions': 'the version says 1, the extensions are there [P2-IDN-23]',

  'content-commitment-only': 'legal: contentCommitment instead of digitalSignature',
  'both-usages': 'legal: contentCommitment besides digitalSignature',
  'no-basic-constraints': 'legal: there is no basic constraints extension, so no CA',
  'other-string-type': 'legal: CN as PrintableString where it was UTF8String, or the other way round',
  'multi-valued-name': 'legal: CN, UID and uniqueIdentifier in one set',
  'other-attribute-order': 'legal: uniqueIdentifier first, then UID, then CN',
  'extra-attribute': 'legal: the subject has an organisation too (draft 7.1.1.1 allows others)',
  'extra-extension': 'legal: one more extension, unknown and not critical',
} as const satisfies Readonly<Record<string, string>>;

export type ForgeryName = keyof typeof FORGERIES;

export const FORGERY_NAMES: readonly string[] = Object.keys(FORGERIES);
