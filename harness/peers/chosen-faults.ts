/** Sorts the faults that a peer is to have: those of the wire, and those of the server behind it. */

import { FAULTS } from '../../reference-server/index.ts';
import { suggestion } from '../suite/nearest-name.ts';
import type { WireFault } from './wire-fault.ts';
import { DOWN, INVALID_TLS, WIRE_FAULTS } from './wire-faults.ts';

export interface ChosenFaults {
  readonly isDown: boolean;
  readonly isTlsInvalid: boolean;
  /** The one that answers instead of the server. */
  readonly acting?: WireFault;
  /** Ids for the server. */
  readonly ofServer: readonly string[];
}

/** Thrown for faults that a peer cannot have; the message says which and why. */
export class FaultChoiceError extends Error {
  override readonly name = 'FaultChoiceError';
}

/** Every id that a peer takes: of the wire, then of the server. */
export function knownFaultIds(): readonly string[] {
  return [...WIRE_FAULTS, ...FAULTS].map(({ id }) => id);
}

export function chooseFaults(ids: readonly string[], { tls }: { readonly tls: boolean }): ChosenFaults {
  const known = knownFaultIds();
  for (const id of ids) {
    if (known.includes(id)) continue;
    const hint = suggestion(id, known);
    throw new FaultChoiceError(`unknown fault "${id}"${hint === undefined ? '' : `; ${hint}`}`);
  }
  if (ids.includes(INVALID_TLS) && !tls) {
    throw new FaultChoiceError(`"${INVALID_TLS}" needs peers that speak TLS`);
  }
  const [acting, other] = WIRE_FAULTS.filter(({ id, act }) => act !== undefined && ids.includes(id));
  if (acting !== undefined && other !== undefined) {
    throw new FaultChoiceError(
      `"${acting.id}" and "${other.id}" exclude each other: both answer every request`,
    );
  }
  return {
    isDown: ids.includes(DOWN),
    isTlsInvalid: ids.includes(INVALID_TLS),
    ...(acting === undefined ? {} : { acting }),
    ofServer: ids.filter((id) => WIRE_FAULTS.every((fault) => fault.id !== id)),
  };
}
