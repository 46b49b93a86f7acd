/** Refusals of this profile's routes as answers. */

import type { ErrorStyle } from '../app.ts';
import type { Answer } from '../behaviour/facts.ts';
import type { IdentityRefusalReason } from '../behaviour/identity-refusals.ts';
import type { ServerContext } from '../context.ts';

export function refuse({ behaviour }: ServerContext, reason: IdentityRefusalReason): Answer {
  const notice = behaviour.identityRefusals.notice(reason);
  return { status: notice.status, body: behaviour.identityRefusals.body(notice) };
}

/** What every profile refuses alike (no token, malformed JSON, an unknown method), in this profile's words. */
export const identityErrorStyle: ErrorStyle = {
  owns: (path) => /^\/(users|federation|\.well-known)(\/|$)/.test(path),
  answer({ behaviour }, reason) {
    const { status } = behaviour.refusals.notice(reason);
    const message = reason.replaceAll('-', ' ');
    return {
      status,
      ...(status === 401 && { headers: { 'www-authenticate': 'Bearer' } }),
      body: behaviour.identityRefusals.body({ status, message }),
    };
  },
};
