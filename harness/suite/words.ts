/** Every word of the scenario language with its explanation: for the documentation and `kammerton explain`. */

import { CEL_FUNCTIONS, CEL_MACROS, CEL_METHODS } from './cel-words.ts';
import { CSR_KINDS } from './csr-kinds.ts';
import { usage } from './expression-check.ts';
import { FORGERIES } from './forgeries.ts';
import { FUNCTION_GROUPS, type FunctionWord } from './function-words.ts';
import {
  ACTOR_FIELDS,
  ACTOR_KEYS,
  CALL_KEYS,
  CAPABILITIES,
  CASE_KEYS,
  EXPECTATION_KEYS,
  EXPECTATION_WORDS,
  ID_CERT_CLAIMS,
  MATCHER_KEYS,
  MATCHER_WORDS,
  PEER_FIELDS,
  PEER_KEYS,
  SCENARIO_KEYS,
  SPECIAL_PEERS,
  STEP_KINDS,
  TARGET_FIELDS,
  WAIT_KEYS,
} from './vocabulary.ts';

export interface Word {
  readonly name: string;
  /** How it is written, where that is more than its name: `sign(actor, data)`. */
  readonly usage?: string;
  readonly doc: string;
  readonly example?: string;
}

export interface WordGroup {
  /** `Matchers`, `Functions: time`. */
  readonly title: string;
  readonly words: readonly Word[];
}

/** In reading order. */
export const WORD_GROUPS: readonly WordGroup[] = [
  group('Keys of a scenario', SCENARIO_KEYS),
  group('Keys of an actor', ACTOR_KEYS),
  group('Peers with a meaning of their own', SPECIAL_PEERS),
  group('Capabilities, for `needs`', CAPABILITIES),
  group('Steps', STEP_KINDS),
  group('Keys of a call', CALL_KEYS),
  group('Keys of a peer step', PEER_KEYS),
  group('Keys of a wait', WAIT_KEYS),
  group('Keys of a case', CASE_KEYS),
  group('Expectations that are a word', EXPECTATION_WORDS),
  group('Expectations that are a map of', EXPECTATION_KEYS),
  group('Matchers that are a word', MATCHER_WORDS),
  group('Matchers that are a map of', MATCHER_KEYS),
  group('Claims of `idCert`', ID_CERT_CLAIMS),
  group('Fields of an actor', ACTOR_FIELDS),
  group('Fields of `target`', TARGET_FIELDS),
  group('Fields of `peers.alpha`', PEER_FIELDS),
  ...Object.entries(FUNCTION_GROUPS).map(([title, words]) => functionGroup(title, words)),
  group('Functions of CEL', CEL_FUNCTIONS, (name) => `${name}(…)`),
  group('Functions of CEL after a value', { ...CEL_METHODS, ...CEL_MACROS }, (name) => `value.${name}(…)`),
  group('Kinds of `forge`', FORGERIES),
  group('Kinds of `csr`', CSR_KINDS),
];

/** What a word means; several things where it stands in several places. */
export function explainWord(name: string): readonly (Word & { readonly group: string })[] {
  return WORD_GROUPS.flatMap(({ title, words }) =>
    words.filter((word) => word.name === name).map((word) => ({ ...word, group: title })),
  );
}

function group(
  title: string,
  docs: Readonly<Record<string, string>>,
  written?: (name: string) => string,
): WordGroup {
  return {
    title,
    words: Object.entries(docs).map(([name, doc]) => ({
      name,
      doc,
      ...(written === undefined ? {} : { usage: written(name) }),
    })),
  };
}

function functionGroup(title: string, functions: Readonly<Record<string, FunctionWord>>): WordGroup {
  return {
    title: `Functions: ${title.toLowerCase()}`,
    words: Object.entries(functions).map(([name, word]) => ({
      name,
      usage: usage(name, word),
      doc: word.doc,
      example: word.example,
    })),
  };
}
