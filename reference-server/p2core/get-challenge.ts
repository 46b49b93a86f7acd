/** `getChallenge`: a text to sign (P2-CHAL). */

import type { Route } from '../context.ts';

export const getChallenge: Route = {
  operation: 'getChallenge',
  method: 'GET',
  path: '/p2core/challenge',
  handle: ({ behaviour: { challenge }, clock, randomness, settings, store }) => {
    const now = clock.now();
    const text = challenge.text({ randomness, now });
    const expiresAt = challenge.expiresAt({ now, lifetimeSeconds: settings.challengeLifetimeSeconds });
    store.challenges.add(challenge.key(text), now, expiresAt);
    return {
      status: 200,
      // Two clients with one challenge would be a replay.
      headers: { 'cache-control': 'no-store' },
      body: { challenge: text, lifetime_unix: challenge.lifetimeText(expiresAt) },
    };
  },
};
