/** Puts a server together: options in, something that answers out. */

import type { KeyObject } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { createApp } from './app.ts';
import { actorValidity, freshKeyPair, issueActorCertificate, issueRoot, rootValidity } from './authority.ts';
import type { Behaviour } from './behaviour/behaviour.ts';
import type { ServerContext } from './context.ts';
import { type PublishRequest, publishIdentity } from './external-identity/publish.ts';
import { identityErrorStyle } from './external-identity/refuse.ts';
import { externalIdentityRoutes } from './external-identity/routes.ts';
import { behaviourWith } from './faults/faulty-behaviour.ts';
import { type CompleteOptions, completeOptions, type ReferenceServerOptions } from './options.ts';
import { createOutbound } from './outbound.ts';
import { p2coreErrors } from './p2core/error-style.ts';
import { p2coreRoutes } from './p2core/routes.ts';
import { isSessionId } from './protocol/distinguished-name.ts';
import { keyPairFromSeed, rawPublicKey } from './protocol/ed25519.ts';
import { foldCase, isLocalPart } from './protocol/federation-id.ts';
import { toSeconds } from './protocol/unix-time.ts';
import { createStore, type Store } from './store/store.ts';
import { actorNamed } from './user-directory.ts';

/** What a server certifies for one session of one of its actors, without HTTP. */
export interface ProvisionRequest {
  readonly actorName: string;
  readonly sessionId: string;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
}

export interface ReferenceServer {
  readonly domain: string;
  readonly adminToken: string;
  /** For `supertest(server.app.server)` after `await server.app.ready()`. */
  readonly app: FastifyInstance;
  /** Default: a free port on 127.0.0.1. Rejects with a `code` (such as `EADDRINUSE`) when it cannot. */
  listen(where?: { readonly host?: string; readonly port?: number }): Promise<{ readonly url: string }>;
  close(): Promise<void>;
  /** DER of the current one. */
  rootCertificate(): Uint8Array;
  /** The private key behind it. */
  identityKey(): KeyObject;
  /** Replaces the faults in force, at once. Throws, naming it, when an id is unknown. */
  setFaults(ids: readonly string[]): void;
  /** The certificate is DER, valid from an hour ago for 30 days, and stands in the history as of an hour ago. */
  provision(request: ProvisionRequest): { readonly fid: string; readonly idCert: Uint8Array };
  /** Sets the keys that discovery shows of an actor; takes effect at once. */
  publish(request: PublishRequest): { readonly fid: string; readonly handle: string | undefined };
}

const routes = [...p2coreRoutes, ...externalIdentityRoutes];
/** The first also answers for paths that no profile owns. */
const errorStyles = [p2coreErrors, identityErrorStyle];
const PROVISIONED_SECONDS = 2_592_000;

export async function createReferenceServer(given: ReferenceServerOptions): Promise<ReferenceServer> {
  const options = completeOptions(given);
  const { adminToken, domain, variants } = options;
  let behaviour = behaviourWith(options.faults, variants);
  const store = firstStore(options, behaviour);
  const { outboundCa, outboundTimeoutMs, resolve } = options;
  const outbound = createOutbound({
    resolve,
    timeoutMs: outboundTimeoutMs,
    ...(outboundCa !== undefined && { ca: outboundCa }),
  });
  const context: ServerContext = {
    get behaviour() {
      return behaviour;
    },
    clock: options.clock,
    outbound,
    randomness: options.randomness,
    settings: options,
    store,
  };
  const app = createApp(context, { routes, errorStyles, ...options });
  app.addHook('onClose', () => outbound.close());
  await app.ready();
  return {
    domain,
    adminToken,
    app,
    listen: async ({ host = '127.0.0.1', port = 0 } = {}) => ({ url: await listen(app, host, port) }),
    close: async () => app.close(),
    rootCertificate: () => store.serverKeys.current().certificate.der,
    identityKey: () => store.serverKeys.current().keyPair.privateKey,
    setFaults: (ids) => {
      behaviour = behaviourWith(ids, variants);
    },
    provision: (request) => provision(context, request),
    publish: (request) => publishIdentity(context, request),
  };
}

function firstStore(options: CompleteOptions, behaviour: Behaviour): Store {
  const { clock, domain, identityKeySeed, randomness } = options;
  const now = clock.now();
  const keyPair = identityKeySeed ? keyPairFromSeed(identityKeySeed) : freshKeyPair(randomness);
  const validity = options.rootValidity ?? rootValidity(now);
  const certificate = issueRoot(behaviour, { domain, keyPair, randomness, ...validity });
  return createStore({ keyPair, certificate, issuedAt: toSeconds(options.since ?? now) });
}

async function listen(app: FastifyInstance, host: string, port: number): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'EUNKNOWN';
    const reason = code === 'EADDRINUSE' ? 'the port is in use; choose another or 0 for a free one' : code;
    throw Object.assign(new Error(`cannot listen on ${host}:${port}: ${reason}`), { code });
  }
}

function provision(
  context: ServerContext,
  { actorName, publicKey, sessionId }: ProvisionRequest,
): { readonly fid: string; readonly idCert: Uint8Array } {
  const { clock, store } = context;
  const key = rawPublicKey(publicKey);
  if (!isLocalPart(actorName)) throw new Error(`provision: "${actorName}" is no actor name`);
  if (!isSessionId(sessionId))
    throw new Error(`provision: "${sessionId}" is no session ID of 1 to 32 characters`);
  if (!key) throw new Error('provision: publicKey is no Ed25519 SubjectPublicKeyInfo in DER');
  const local = foldCase(actorName);
  const { fid } = actorNamed(context, local);
  const now = clock.now();
  const validity = actorValidity(now, store.serverKeys.current().certificate, PROVISIONED_SECONDS);
  const certificate = issueActorCertificate(context, { local, sessionId, publicKey: key, ...validity });
  store.certificates.add(fid, sessionId, certificate, toSeconds(validity.notBefore));
  return { fid, idCert: certificate.der };
}
