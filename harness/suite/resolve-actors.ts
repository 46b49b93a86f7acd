/** Who takes part, and how mock peers misbehave. */

import type { ActorSpec } from './model.ts';
import { type Context, isKnown } from './resolve-context.ts';
import { SECTIONS } from './schema.ts';
import { entriesOf, field, hasShape, itemsOf, numberOf, textOf } from './shape.ts';
import { PEER_NAMES } from './vocabulary.ts';
import type { YamlMap, YamlNode } from './yaml-tree.ts';

const HOMES = ['target', 'none', ...PEER_NAMES];

/** Actors in the order of the file; each is declared as a name. */
export function resolveActors(node: YamlNode | undefined, context: Context): readonly ActorSpec[] {
  const actors = new Map<string, ActorSpec>();
  for (const [name, value, keyStart] of entriesOf(node)) {
    const actor = actorOf(name, value, actors, context);
    const lacks = actor === undefined ? undefined : fieldsLacking(actor);
    const problem = context.names.declare(name, {
      what: 'actor',
      offset: keyStart,
      ...(lacks === undefined ? {} : { lacks }),
    });
    if (problem !== undefined) context.source.report(keyStart, problem.message, problem.hint);
    if (actor !== undefined) actors.set(name, actor);
  }
  return [...actors.values()];
}

function actorOf(
  name: string,
  node: YamlNode,
  before: ReadonlyMap<string, ActorSpec>,
  context: Context,
): ActorSpec | undefined {
  const { source } = context;
  if (!hasShape(node, SECTIONS.actor, source) || node.kind !== 'map') return undefined;
  const sessions = numberOf(field(node, 'sessions')) ?? 1;
  const owner = field(node, 'sessionOf');
  const home = field(node, 'home');
  if (owner !== undefined) return anotherSession(name, node, owner, sessions, before, context);
  if (home === undefined) {
    source.report(node.start, '"home" is missing', 'target, none, a peer, or sessionOf: another actor');
    return undefined;
  }
  const place = textOf(home) ?? '';
  if (!isKnown('home', place, HOMES, home.start, source)) return undefined;
  if (place === 'none' && field(node, 'sessions') !== undefined) {
    source.report(home.start, 'an actor without a home has no sessions', 'leave sessions out');
  }
  return { name, home: place, sessions: place === 'none' ? 0 : sessions };
}

function anotherSession(
  name: string,
  node: YamlMap,
  owner: YamlNode,
  sessions: number,
  before: ReadonlyMap<string, ActorSpec>,
  { source, names }: Context,
): ActorSpec | undefined {
  const ownerName = textOf(owner) ?? '';
  const first = before.get(ownerName);
  if (first === undefined) {
    isKnown('actor', ownerName, [...before.keys()], owner.start, source);
    return undefined;
  }
  names.use(ownerName);
  if (field(node, 'home') !== undefined) {
    source.report(
      owner.start,
      'home and sessionOf exclude each other',
      'the session is where its actor is at home',
    );
  }
  if (first.home === 'none' || first.sessionOf !== undefined) {
    source.report(owner.start, `"${ownerName}" cannot have another session`, 'name an actor that has a home');
  }
  return { name, home: first.home, sessions, sessionOf: ownerName };
}

function fieldsLacking(
  actor: ActorSpec,
): { readonly fields: readonly string[]; readonly because: string } | undefined {
  if (actor.home === 'none') {
    return {
      fields: ['fid', 'handle', 'idCert', 'token'],
      because: 'its home is none: nothing is registered',
    };
  }
  if (actor.sessions === 0) return { fields: ['idCert', 'token'], because: 'it starts with 0 sessions' };
  return undefined;
}

/** `{alpha: {faults: […]}}`. */
export function resolvePeers(
  node: YamlNode | undefined,
  { source, words }: Context,
): ReadonlyMap<string, readonly string[]> {
  const peers = new Map<string, readonly string[]>();
  for (const [name, value, keyStart] of entriesOf(node)) {
    isKnown('peer', name, PEER_NAMES, keyStart, source);
    if (!hasShape(value, SECTIONS.peer, source) || value.kind !== 'map') continue;
    peers.set(name, resolveFaults(field(value, 'faults'), source, words.faultIds));
  }
  return peers;
}

/** The faults of a list; unknown ones are reported. */
export function resolveFaults(
  node: YamlNode | undefined,
  source: Context['source'],
  known: readonly string[],
): readonly string[] {
  return itemsOf(node).flatMap((item) => {
    const id = textOf(item) ?? '';
    return isKnown('fault', id, known, item.start, source) ? [id] : [];
  });
}
