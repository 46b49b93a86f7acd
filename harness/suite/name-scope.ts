/** Which names an expression may read at a place of the story, and which were read at all. */

import type { NameUse } from './expression-check.ts';
import { suggestion } from './nearest-name.ts';
import { ACTOR_FIELDS, PEER_FIELDS, PEER_NAMES, TARGET_FIELDS } from './vocabulary.ts';

export interface DeclaredName {
  readonly what: 'actor' | 'value' | 'saved name';
  /** Where it is declared. */
  readonly offset: number;
  /** Of an actor: the fields that it does not have, and why. */
  readonly lacks?: { readonly fields: readonly string[]; readonly because: string };
}

export interface NameProblem {
  readonly message: string;
  readonly hint?: string;
}

const NAME = /^[a-z][A-Za-z0-9_]*$/;
const RESERVED: ReadonlySet<string> = new Set(
  [
    'target peers admin nobody none absent true false null in cel',
    'as break const continue else for function if import let loop package namespace return var void while prototype',
    'string int uint double bool bytes list map type dyn',
  ].flatMap((words) => words.split(' ')),
);

export class NameScope {
  readonly #names: Map<string, DeclaredName>;
  readonly #used: Set<string>;
  /** Names that some later step saves, for a better hint. */
  readonly #later: ReadonlyMap<string, string>;

  constructor(
    later: ReadonlyMap<string, string>,
    names: ReadonlyMap<string, DeclaredName> = new Map(),
    used: Set<string> = new Set(),
  ) {
    this.#later = later;
    this.#names = new Map(names);
    this.#used = used;
  }

  /** The same names up to here; what is declared afterwards stays apart, what is used does not. */
  fork(): NameScope {
    return new NameScope(this.#later, this.#names, this.#used);
  }

  declare(name: string, declared: DeclaredName): NameProblem | undefined {
    if (!NAME.test(name)) {
      return { message: `"${name}" is no name`, hint: 'a small letter, then letters and digits' };
    }
    if (RESERVED.has(name))
      return { message: `"${name}" has a meaning of its own`, hint: 'take another name' };
    const before = this.#names.get(name);
    if (before !== undefined) return { message: `"${name}" is taken already`, hint: `by ${an(before.what)}` };
    this.#names.set(name, declared);
    return undefined;
  }

  /** Counts a name as read. */
  use(name: string): void {
    this.#used.add(name);
  }

  actor(name: string): DeclaredName | undefined {
    const declared = this.#names.get(name);
    return declared?.what === 'actor' ? declared : undefined;
  }

  actorNames(): readonly string[] {
    return [...this.#names].filter(([, { what }]) => what === 'actor').map(([name]) => name);
  }

  unused(): readonly (readonly [string, DeclaredName])[] {
    return [...this.#names].filter(([name]) => !this.#used.has(name));
  }

  /** What is wrong with reading this; counts its name as used. */
  check(use: NameUse): NameProblem | undefined {
    const [root = '', first, second] = use.path;
    this.use(root);
    if (root === 'target') return unknownField('target', first, Object.keys(TARGET_FIELDS));
    if (root === 'peers') {
      return (
        unknownField('peers', first, PEER_NAMES) ??
        unknownField(`peers.${first}`, second, Object.keys(PEER_FIELDS))
      );
    }
    const declared = this.#names.get(root);
    if (declared === undefined) return this.#unknown(root);
    if (declared.what !== 'actor' || first === undefined) return undefined;
    if (declared.lacks?.fields.includes(first)) {
      return { message: `${root} has no ${first}`, hint: declared.lacks.because };
    }
    return unknownField(root, first, Object.keys(ACTOR_FIELDS));
  }

  #unknown(name: string): NameProblem {
    const later = this.#later.get(name);
    const hint =
      later === undefined
        ? suggestion(name, [...this.#names.keys(), 'target', 'peers'])
        : `it is saved by "${later}", whose answer is not known here`;
    return { message: `nothing is called "${name}" here`, ...(hint === undefined ? {} : { hint }) };
  }
}

function an(what: DeclaredName['what']): string {
  return what === 'actor' ? 'an actor' : `a ${what}`;
}

function unknownField(
  of: string,
  field: string | undefined,
  known: readonly string[],
): NameProblem | undefined {
  if (field === undefined || known.includes(field)) return undefined;
  const hint = suggestion(field, known);
  return { message: `${of} has no "${field}"`, ...(hint === undefined ? {} : { hint }) };
}
