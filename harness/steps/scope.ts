/** What expressions of a story can read, and the functions that they can call. */

import { actorView } from '../actors/actor-view.ts';
import { createFunctions } from '../actors/functions.ts';
import { usualMessage } from '../actors/functions-signed.ts';
import type { Actor } from '../actors/identity.ts';
import type { Randomness } from '../actors/randomness.ts';
import type { Scope } from '../suite/expression.ts';
import type { JsonValue, Template } from '../suite/model.ts';
import { evaluateTemplate } from '../suite/template.ts';
import { PreconditionFailed } from '../verdict/precondition.ts';
import type { Cast } from './cast.ts';
import type { Environment } from './environment.ts';

const SECOND = 1_000;

export interface StoryScope {
  /** A scope with more names. */
  with(names: ReadonlyMap<string, unknown>, missing: ReadonlyMap<string, string>): StoryScope;
  /** @throws PreconditionFailed for a name that could not be saved, ExpressionError for what is our own fault. */
  evaluate(template: Template): JsonValue | Uint8Array;
}

export interface ScopeSources {
  readonly environment: Environment;
  readonly cast: Cast;
  readonly actors: ReadonlyMap<string, Actor>;
  /** The story's own stream: what expressions draw. */
  readonly randomness: Randomness;
}

export function createScope({ environment, cast, actors, randomness }: ScopeSources): StoryScope {
  const { target, client, network, runId } = environment;
  const { dialect, domain, inbox } = target.file;
  const call = createFunctions({
    runId,
    randomness,
    dialect,
    now: () => new Date(client.clock.now() * SECOND),
    peer: (name) => cast.peers.get(name),
    peerNames: network.names,
    ...(inbox === undefined ? {} : { inbox }),
  });
  const peers = [...cast.peers].map(([name, peer]) => [name, { name, domain: peer.domain, url: peer.url }]);
  const values = new Map<string, unknown>([
    ['target', { domain, url: target.baseUrl, ...usualMessage(inbox) }],
    ['peers', Object.fromEntries(peers)],
    ...[...actors].map(([name, actor]) => [name, actorView(actor, dialect)] as const),
  ]);
  return scopeOf({ values, call }, new Map());
}

function scopeOf(scope: Scope, missing: ReadonlyMap<string, string>): StoryScope {
  return {
    with(names, alsoMissing) {
      if (names.size === 0 && alsoMissing.size === 0) return this;
      const values = new Map([...scope.values, ...names]);
      return scopeOf({ ...scope, values }, new Map([...missing, ...alsoMissing]));
    },
    evaluate(template) {
      const isGone = (name: string): boolean => missing.has(name) && !scope.values.has(name);
      const gone = missing.size === 0 ? undefined : namesIn(template).find(isGone);
      if (gone !== undefined) throw new PreconditionFailed(missing.get(gone));
      return evaluateTemplate(template, scope);
    },
  };
}

function namesIn(template: Template): readonly string[] {
  switch (template.kind) {
    case 'literal':
      return [];
    case 'expression':
      return template.expression.names;
    case 'text':
      return template.parts.flatMap((part) => (typeof part === 'string' ? [] : part.names));
    case 'list':
      return template.items.flatMap(namesIn);
    case 'map':
      return template.entries.flatMap(([, value]) => namesIn(value));
  }
}
