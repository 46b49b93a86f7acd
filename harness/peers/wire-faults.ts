/** All faults of the wire. */

import type { WireFault } from './wire-fault.ts';
import { ANSWER_FAULTS } from './wire-faults-answers.ts';
import { BODY_FAULTS } from './wire-faults-bodies.ts';
import { SILENCE_FAULTS } from './wire-faults-silence.ts';

export const DOWN = 'wire.down';
export const INVALID_TLS = 'wire.invalid-tls';

const CONNECTION_FAULTS: readonly WireFault[] = [
  {
    id: DOWN,
    title: 'Refuses connections',
    effect: 'The home server is down and vouches for nobody.',
  },
  {
    id: INVALID_TLS,
    title: 'Shows a TLS certificate that no trusted authority issued',
    effect: 'Someone in between answers in the name of the home server. Only where peers speak TLS.',
  },
];

export const WIRE_FAULTS: readonly WireFault[] = [
  ...CONNECTION_FAULTS,
  ...SILENCE_FAULTS,
  ...ANSWER_FAULTS,
  ...BODY_FAULTS,
];
