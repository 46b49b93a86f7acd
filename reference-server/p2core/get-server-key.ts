/** `getServerKey`: the server's ID-Cert, now or then (P2-KEY-01 to -03). */

import { Refusal } from '../behaviour/refusals.ts';
import type { Route } from '../context.ts';
import { readInstant } from './request-instant.ts';

export const getServerKey: Route = {
  operation: 'getServerKey',
  method: 'GET',
  path: '/p2core/key/server',
  isPureRead: true,
  handle: (context, call) => {
    const { behaviour, clock, settings, store } = context;
    const instant = readInstant(context, call, 'getServerKey');
    const key = behaviour.history.ofServer(store.serverKeys.all(), instant, clock.now());
    if (!key) throw new Refusal('no-certificate-then');
    return {
      status: 200,
      body: behaviour.certificate.encode(behaviour.serverKey.shown(key, settings.domain)),
    };
  },
};
