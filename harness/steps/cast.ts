/** Which mock peers a story speaks of: the shared ones, or one of its own where it changes or counts something. */

import { ABSENT_PEER, NEWCOMER_PEER, type Network, type Peer } from '../peers/model.ts';
import type { ResolvedScenario } from '../suite/model.ts';
import { PreconditionFailed } from '../verdict/precondition.ts';

/** As much of the mock network as stories need. */
export type StoryNetwork = Pick<Network, 'peer' | 'names' | 'takeNewcomer'>;

export interface Cast {
  readonly peers: ReadonlyMap<string, Peer>;
  /** Entries of each journal that stood there before the story began. */
  readonly asked: ReadonlyMap<string, number>;
  /** Some peer is a newcomer, misbehaves or is away: the target may have to wait for it. */
  readonly patient: boolean;
}

const NO_PEER = new Set(['target', 'none']);
/** Every story of a scenario asks the same. */
const known = new WeakMap<ResolvedScenario, ReadonlySet<string>>();

/**
 * The peers that stories of this scenario must not share with others: those that misbehave in it (a target keeps what it
 * once learnt of a domain), that a step changes, or whose journal is read.
 */
function ownPeers(scenario: ResolvedScenario): ReadonlySet<string> {
  const found = known.get(scenario) ?? findOwnPeers(scenario);
  known.set(scenario, found);
  return found;
}

function findOwnPeers(scenario: ResolvedScenario): ReadonlySet<string> {
  const steps = [...scenario.steps, ...scenario.afterwards];
  const named = [
    ...scenario.peers.keys(),
    ...scenario.cases.flatMap((one) => [...one.peers.keys()]),
    ...steps.flatMap((step) => (step.kind === 'peer' ? [step.peer] : [])),
  ];
  const homes = scenario.actors.map(({ home }) => home).filter((home) => home === NEWCOMER_PEER);
  return new Set([...named, ...homes].filter((name) => name !== ABSENT_PEER));
}

/** @throws PreconditionFailed when no newcomer is left; Error for a name that the network does not know. */
export async function castPeers(
  network: StoryNetwork,
  scenario: ResolvedScenario,
  faults: ReadonlyMap<string, readonly string[]>,
): Promise<Cast> {
  const own = ownPeers(scenario);
  const homes = scenario.actors.map(({ home }) => home).filter((home) => !NO_PEER.has(home));
  const peers = new Map<string, Peer>();
  for (const name of new Set([...network.names, ...homes, ...own, ABSENT_PEER])) {
    const peer = own.has(name) ? await network.takeNewcomer() : network.peer(name);
    if (peer !== undefined) peers.set(name, peer);
    else if (own.has(name))
      throw new PreconditionFailed('the mock network has no newcomer left for this story');
    else if (name !== ABSENT_PEER) throw new Error(`the mock network has no peer ${name}`);
  }
  for (const [name, ids] of faults) await peers.get(name)?.setFaults(ids);
  return {
    peers,
    asked: new Map([...own].map((name) => [name, peers.get(name)?.journal().length ?? 0])),
    patient: own.size > 0 || homes.includes(ABSENT_PEER),
  };
}
