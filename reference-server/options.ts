/** What a reference server can be told, with every default and every complaint about a wrong value. */

import type { Randomness } from './behaviour/facts.ts';
import { type Clock, systemClock, systemRandomness } from './clock.ts';
import type { AnsweredRequest } from './journal.ts';
import type { Resolve } from './outbound.ts';
import { isDomain } from './protocol/federation-id.ts';

export interface ReferenceServerOptions {
  /** The domain of the FIDs that it issues. */
  readonly domain: string;
  readonly clock?: Clock;
  readonly randomness?: Randomness;
  /** Base URL of another domain's server; default `https://<domain>`. */
  readonly resolve?: Resolve;
  /** Default: random. */
  readonly adminToken?: string;
  /** Default 600. */
  readonly challengeLifetimeSeconds?: number;
  /** Whether actors may register without a password (D17). Default false. */
  readonly openRegistration?: boolean;
  /** 32 bytes from which the first server key derives; default random. */
  readonly identityKeySeed?: Uint8Array;
  /** Of the first root certificate; default from an hour ago, for ten years. */
  readonly rootValidity?: { readonly notBefore: Date; readonly notAfter: Date };
  /** Since when the server exists, as its history tells it; default now. */
  readonly since?: Date;
  /** Of actors' certificates; default 30 days. */
  readonly actorValiditySeconds?: number;
  /** Ids of faults from the start. */
  readonly faults?: readonly string[];
  /** Ids of legal variants, for good. */
  readonly variants?: readonly string[];
  /** How long another server may take; default 10 s. */
  readonly outboundTimeoutMs?: number;
  /** PEM: the only authority whose certificates other servers may show; default those of the system. */
  readonly outboundCa?: string;
  /** Called once for each request that was answered, or whose connection ended. */
  readonly onRequest?: (entry: AnsweredRequest) => void;
  /** Called when the server itself breaks and answers 500. */
  readonly onMistake?: (error: unknown) => void;
}

type Defaulted = Omit<ReferenceServerOptions, 'identityKeySeed' | 'rootValidity' | 'since'>;
export type CompleteOptions = Required<Omit<Defaulted, 'onRequest' | 'onMistake' | 'outboundCa'>> &
  ReferenceServerOptions;

const ADMIN_TOKEN_BYTES = 24;
const SEED_BYTES = 32;
const THIRTY_DAYS = 2_592_000;

export function completeOptions(options: ReferenceServerOptions): CompleteOptions {
  check(options);
  const randomness = options.randomness ?? systemRandomness;
  return {
    ...options,
    domain: options.domain,
    clock: options.clock ?? systemClock,
    randomness,
    resolve: options.resolve ?? ((domain) => `https://${domain}`),
    adminToken: options.adminToken ?? Buffer.from(randomness.bytes(ADMIN_TOKEN_BYTES)).toString('base64url'),
    challengeLifetimeSeconds: options.challengeLifetimeSeconds ?? 600,
    openRegistration: options.openRegistration ?? false,
    actorValiditySeconds: options.actorValiditySeconds ?? THIRTY_DAYS,
    faults: options.faults ?? [],
    variants: options.variants ?? [],
    outboundTimeoutMs: options.outboundTimeoutMs ?? 10_000,
  };
}

function check(options: ReferenceServerOptions): void {
  const complain = (option: string, got: unknown, wanted: string): never => {
    throw new Error(`reference server: ${option} is ${JSON.stringify(got)}, expected ${wanted}`);
  };
  if (!isDomain(options.domain)) {
    complain('domain', options.domain, 'a lower-case domain name such as home.test');
  }
  if (options.identityKeySeed && options.identityKeySeed.length !== SEED_BYTES) {
    complain('identityKeySeed', `${options.identityKeySeed.length} bytes`, `${SEED_BYTES} bytes`);
  }
  for (const option of ['challengeLifetimeSeconds', 'actorValiditySeconds', 'outboundTimeoutMs'] as const) {
    const value = options[option];
    if (value !== undefined && !(Number.isInteger(value) && value > 0))
      complain(option, value, 'a whole number above 0');
  }
  if (options.adminToken !== undefined && !/^[\x21-\x7e]{1,1024}$/.test(options.adminToken)) {
    complain('adminToken', options.adminToken, 'printable ASCII without spaces');
  }
  if (options.rootValidity && options.rootValidity.notBefore >= options.rootValidity.notAfter) {
    complain('rootValidity', options.rootValidity, 'notBefore before notAfter');
  }
}
