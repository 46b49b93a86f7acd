/** Faults and legal variants: a few changed decisions each. */

import type { Behaviour } from '../behaviour/behaviour.ts';

/** One named way in which a server breaks a requirement. */
export interface Fault {
  /** `<area>.<what-it-wrongly-does>`. */
  readonly id: string;
  readonly title: string;
  /** Ids of the requirements that it breaks. */
  readonly breaks: readonly string[];
  /** Ids of the operations that show it. */
  readonly operations: readonly string[];
  /** What happens to people where a server does this. */
  readonly effect: string;
  apply(behaviour: Behaviour): Behaviour;
}

/** One way in which a server may legally differ from the reference. */
export interface Variant {
  readonly id: string;
  readonly title: string;
  /** The decision or freedom that it uses. */
  readonly freedom: string;
  /** What a target file must say of such a server. */
  readonly targetFile?: Readonly<Record<string, unknown>>;
  apply(behaviour: Behaviour): Behaviour;
}
