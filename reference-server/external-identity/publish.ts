/** What a user of this server publishes, without a request: how a peer's users come to have keys. */

import type { ServerContext } from '../context.ts';
import { foldCase, isLocalPart } from '../protocol/federation-id.ts';
import { actorNamed, identityOf } from '../user-directory.ts';

export interface PublishRequest {
  /** An actor of this server; registered if it is not yet, and then known by this alias too. */
  readonly actorName: string;
  /** Both: padded Base64 of 32 raw bytes. Sent out as they are, whatever they hold. */
  readonly signingKey: string;
  readonly encryptionKey: string;
}

/** The handle is undefined where the name makes no alias, or another holds it. */
export function publishIdentity(
  context: ServerContext,
  { actorName, signingKey, encryptionKey }: PublishRequest,
): { readonly fid: string; readonly handle: string | undefined } {
  if (!isLocalPart(actorName)) throw new Error(`publish: "${actorName}" is no actor name`);
  const { fid } = actorNamed(context, foldCase(actorName));
  context.store.aliases.setKeys(fid, { signingKey, encryptionKey });
  return { fid, handle: identityOf(context, fid).handle };
}
