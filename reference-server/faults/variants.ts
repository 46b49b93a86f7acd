/** All legal variants. */

import type { Variant } from './fault.ts';
import { identityVariants } from './identity-variants.ts';

export const VARIANTS: readonly Variant[] = [
  {
    id: 'events.answers-empty-array',
    title: 'No news is an empty array',
    freedom: 'D7',
    apply: (behaviour) => ({
      ...behaviour,
      events: { ...behaviour.events, whenEmpty: () => 'empty-array' },
    }),
  },
  {
    id: 'session.keeps-old-token-after-rotation',
    title: 'The token from before a rotation goes on working',
    freedom: 'D16',
    apply: (behaviour) => ({
      ...behaviour,
      session: { ...behaviour.session, rotationEndsOldToken: () => false },
    }),
  },
  ...identityVariants,
];
