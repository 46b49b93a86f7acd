/** The server as certificate authority: its own root, and its actors' ID-Certs (draft §7.1). */

import type { Behaviour } from './behaviour/behaviour.ts';
import type { Randomness } from './behaviour/facts.ts';
import type { ActorIssue } from './behaviour/issuing.ts';
import type { ServerContext } from './context.ts';
import type { ParsedCertificate } from './protocol/certificate.ts';
import { issueCertificate } from './protocol/certificate-encoding.ts';
import { parseCertificate } from './protocol/certificate-parsing.ts';
import { type KeyPair, keyPairFromSeed } from './protocol/ed25519.ts';
import { fromSeconds, toSeconds } from './protocol/unix-time.ts';

/** Clocks of others may lag: certificates start this long before they are issued. */
const BACKDATED_SECONDS = 3600;
const ROOT_YEARS = 10;
const SECONDS_OF_A_YEAR = 31_557_600;
const SEED_BYTES = 32;

export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

export function freshKeyPair(randomness: Randomness): KeyPair {
  return keyPairFromSeed(randomness.bytes(SEED_BYTES));
}

/** How long a root certificate holds that is issued now. */
export function rootValidity(now: Date): Validity {
  return {
    notBefore: fromSeconds(toSeconds(now) - BACKDATED_SECONDS),
    notAfter: fromSeconds(toSeconds(now) + ROOT_YEARS * SECONDS_OF_A_YEAR),
  };
}

/** How long an actor's certificate holds that is issued now: never longer than the root (draft §7.1). */
export function actorValidity(now: Date, root: ParsedCertificate, lifetimeSeconds: number): Validity {
  const notBefore = Math.max(toSeconds(now) - BACKDATED_SECONDS, toSeconds(root.notBefore));
  const notAfter = Math.min(toSeconds(now) + lifetimeSeconds, toSeconds(root.notAfter));
  return { notBefore: fromSeconds(notBefore), notAfter: fromSeconds(notAfter) };
}

export function issueRoot(
  { issuing }: Behaviour,
  root: Validity & { readonly domain: string; readonly keyPair: KeyPair; readonly randomness: Randomness },
): ParsedCertificate {
  const { domain, keyPair, notBefore, notAfter, randomness } = root;
  const serial = issuing.serial({ randomness });
  const fields = issuing.rootFields({ domain, publicKey: keyPair.publicKey, serial, notBefore, notAfter });
  return reread(issuing.finish(issueCertificate(fields, keyPair.privateKey)));
}

/** What an actor's certificate is to say; the rest follows from the server. */
export type ActorClaims = Pick<ActorIssue, 'local' | 'sessionId' | 'publicKey' | 'request'> & Validity;

export function issueActorCertificate(context: ServerContext, claims: ActorClaims): ParsedCertificate {
  const { behaviour, randomness, settings, store } = context;
  const { issuing } = behaviour;
  const { domain } = settings;
  const signingKey = issuing.signingKey(store.serverKeys.all().map(({ keyPair }) => keyPair.privateKey));
  if (!signingKey) throw new Error('a server always has a key to sign with');
  const serial = issuing.serial({ randomness, fid: `${claims.local}@${domain}` });
  const root = store.serverKeys.current().certificate;
  const fields = issuing.actorFields({ ...claims, domain, serial, root });
  return reread(issuing.finish(issueCertificate(fields, signingKey)));
}

/** Our own certificates are kept as anyone else reads them, trailing bytes of a faulty server included. */
function reread(der: Uint8Array): ParsedCertificate {
  const certificate = parseCertificate(der);
  if (!certificate) throw new Error('an issued certificate cannot be read back');
  return { ...certificate, der };
}
