/** The names that `csr(actor, kind)` knows: the one thing that sets the request apart from an honest one, and its requirement. */
export const CSR_KINDS = {
  'new-key':
    "legal: for a fresh key instead of the actor's, or that of `{key: tablet}`, as when a key is rotated",

  'wrong-signature': 'one bit of its own signature is flipped [P2-SES-08]',
  'signed-by-other-key':
    'signed with another key than the one it carries, or that of `{key: bob}` [P2-SES-08]',
  'signature-malleable': 'S + L for S in its own signature [P2-SES-08]',
  'other-actor': 'CN and UID name another actor of the domain, or that of `{actor: bob}` [P2-SES-08]',
  'other-actor-cn': 'the CN alone names another actor, or that of `{actor: bob}` [P2-SES-08]',
  'other-actor-uid': 'the UID alone names another actor, or that of `{actor: bob}` [P2-SES-08]',
  'other-domain': 'domain components and UID name another domain, `{domain: …}` [P2-SES-08]',
  'other-domain-components': 'the domain components alone name another domain, `{domain: …}` [P2-SES-08]',
  'other-domain-uid': 'the UID alone is at another domain, `{domain: …}` [P2-SES-08]',

  'asks-for-ca': 'asks for basic constraints with CA [P2-SES-08]',
  'asks-for-key-cert-sign': 'asks for a key usage with keyCertSign [P2-SES-08]',
  'asks-for-ca-and-key-cert-sign': 'asks for both [P2-SES-08]',

  'no-common-name': 'the subject has no CN [draft 7.1.1.1]',
  'two-common-names': 'the subject has a second CN after the right one [draft 7.1.1.1]',
  'no-uid': 'the subject has no UID [draft 7.1.1.1]',
  'no-session-id': 'the subject has no uniqueIdentifier [draft 7.1.1.1]',
  'two-session-ids': 'the subject has a second uniqueIdentifier [draft 7.1.1.1]',
  'empty-session-id': 'the uniqueIdentifier is empty [ID-Cert, 1 to 32 characters]',
  'long-session-id': 'the uniqueIdentifier has 33 characters [ID-Cert, 1 to 32 characters]',
  'non-ascii-session-id': 'the uniqueIdentifier has a character outside IA5, as UTF8String [draft 7.1.1.3]',
  'empty-subject': 'the subject names nothing [draft 7.1.1.1]',

  'small-order-key':
    'its key is a small-order point, `{point: "order-8-a"}`, under which lax verifiers accept its signature [draft 7.2.2]',
  'algorithm-contradicts-key': 'the key is called Ed448, and has 32 bytes [P2-SES-08]',
  truncated: 'without its last ten bytes [P2-SES-08]',
  empty: 'nothing at all [P2-SES-08]',
  garbage: 'as many random bytes as the request has [P2-SES-08]',
  'not-base64': 'text that no Base64 decoder takes [P2-SES-08]',
  'certificate-instead': 'a self-signed certificate with the same subject and key [P2-SES-08]',
  'trailing-bytes': 'four bytes more after the request: a SHOULD at most',
  pem: 'PEM text without Base64 around it: tolerant decoders take it [D2]',
} as const satisfies Readonly<Record<string, string>>;

export type CsrKind = keyof typeof CSR_KINDS;

export const CSR_KIND_NAMES: readonly string[] = Object.keys(CSR_KINDS);
