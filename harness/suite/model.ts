/** A scenario after loading: typed, checked against the registry, every expression compiled. */

import type { OperationId, RequirementId } from '../spec/model.ts';

export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

export interface Location {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** An expression of the scenario language; evaluated against a scope, never as code. */
export interface Expression {
  readonly source: string;
  /** Free names it reads: actors, saved values, `target`, `peers`. */
  readonly names: readonly string[];
  readonly functions: readonly string[];
}

/** A YAML value that may hold `${expressions}` anywhere. */
export type Template =
  | { readonly kind: 'literal'; readonly value: JsonValue }
  | { readonly kind: 'expression'; readonly expression: Expression; readonly at: Location }
  | { readonly kind: 'text'; readonly parts: readonly (string | Expression)[]; readonly at: Location }
  | { readonly kind: 'list'; readonly items: readonly Template[] }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [string, Template])[] };

/** What a value must be. */
export type Matcher =
  | { readonly kind: 'word'; readonly word: MatcherWord }
  | { readonly kind: 'equals'; readonly value: Template }
  | { readonly kind: 'oneOf'; readonly options: readonly Matcher[] }
  | { readonly kind: 'not'; readonly matcher: Matcher }
  | { readonly kind: 'matches'; readonly pattern: string }
  | { readonly kind: 'length'; readonly min?: number; readonly max?: number }
  | { readonly kind: 'contains'; readonly value: Template }
  | { readonly kind: 'each'; readonly matcher: Matcher }
  | { readonly kind: 'fields'; readonly fields: readonly (readonly [string, Matcher])[] }
  | { readonly kind: 'sameFidAs'; readonly fid: Template }
  | { readonly kind: 'idCert'; readonly claims: IdCertClaims }
  | { readonly kind: 'all'; readonly matchers: readonly Matcher[] };

export type MatcherWord =
  | 'anything'
  | 'absent'
  | 'string'
  | 'nonEmptyString'
  | 'number'
  | 'boolean'
  | 'object'
  | 'objectOrAbsent'
  | 'array'
  | 'nonEmptyArray'
  | 'fid'
  | 'fidAtTarget'
  | 'decimalString'
  | 'futureTimestamp'
  | 'alphanumeric'
  | 'base64';

/** Judged from the requirements by a reader of its own; each claim left out is not judged. */
export interface IdCertClaims {
  /** An actor's certificate, or the root of a server. */
  readonly kind?: 'actor' | 'root';
  /** Evaluates to an actor (kind actor). */
  readonly subject?: Template;
  /** `target`, or a peer's name: whose domain issued it. */
  readonly issuer?: Template;
  /** The root that must have signed it (an encoded certificate). */
  readonly signedBy?: Template;
  /** The public key that it must carry. */
  readonly key?: Template;
  readonly session?: Template;
}

/** What one step's outcome must be. */
export type Expectation =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly peerAtFault: boolean }
  /** Any complete answer that is no 500 and a target that answers a canary afterwards. */
  | { readonly kind: 'survived' }
  /** Any complete answer within the time that a request has; silence is a failure. */
  | { readonly kind: 'answered' }
  | { readonly kind: 'response'; readonly response: ResponseExpectation }
  | { readonly kind: 'anyOf'; readonly options: readonly Expectation[] }
  | { readonly kind: 'all'; readonly parts: readonly Expectation[] }
  | { readonly kind: 'equal' | 'differ'; readonly values: readonly Template[] }
  /** Over all answers of a repeated or parallel call. */
  | { readonly kind: 'count'; readonly of: Expectation; readonly min?: number; readonly max?: number }
  | { readonly kind: 'distinct'; readonly path: string };

export interface ResponseExpectation {
  readonly status?: readonly number[];
  readonly headers?: readonly (readonly [string, Matcher])[];
  readonly body?: Matcher;
  readonly bodyEmpty?: boolean;
}

export interface Check {
  readonly requirement: RequirementId;
  readonly expectation: Expectation;
  readonly at: Location;
}

export interface ActorSpec {
  readonly name: string;
  /** `target`, a peer's name, or `none`: keys only. */
  readonly home: string;
  /** How many sessions with an ID-Cert each it starts with; 0: registered only. */
  readonly sessions: number;
  /** Another session of an actor declared earlier. */
  readonly sessionOf?: string;
}

interface StepBase {
  /** `2 identify`: its position and act, as reports show it. */
  readonly name: string;
  readonly at: Location;
  readonly checks: readonly Check[];
}

export interface CallStep extends StepBase {
  readonly kind: 'call';
  readonly operation: OperationId;
  /** The step that `cases` change. */
  readonly control: boolean;
  /** Sends the bytes of the last call of this operation once more. */
  readonly again: boolean;
  /** Whose token goes with it: an actor's, `admin`, or none. */
  readonly as?: string;
  /** Who speaks in turns with `as` in a repeated call. */
  readonly turns?: readonly string[];
  /** `path.fid`, `query.x`, `headers.authorization`, `body`; merged into the operation's request. */
  readonly parameters: RequestTemplate;
  readonly repeat?: { readonly count: number; readonly mode: 'times' | 'parallel' };
  readonly save: readonly (readonly [name: string, path: string])[];
  readonly until?: { readonly expectation: Expectation; readonly requirement?: RequirementId };
}

export interface RequestTemplate {
  readonly path: readonly (readonly [string, Template])[];
  readonly query: readonly (readonly [string, Template])[];
  readonly headers: readonly (readonly [string, Template])[];
  readonly body?: Template;
  /** Exact bytes instead of JSON; evaluates to text or bytes. */
  readonly rawBody?: Template;
  readonly method?: string;
}

export interface PeerStep extends StepBase {
  readonly kind: 'peer';
  readonly peer: string;
  readonly change?: {
    readonly faults?: readonly string[];
    readonly state?: 'up' | 'down';
    /** It gets a new identity key. */
    readonly rotates?: true;
    /** Whose keys the peer shows from now on, under the actor's own name or another. */
    readonly publishes?: { readonly actor: string; readonly under?: Template };
  };
  /** Asserts on what the peer was asked since the story began; `checks` then says what it proves, its expectation is this. */
  readonly journal?: { readonly operation: OperationId; readonly min?: number; readonly max?: number };
}

export interface WaitStep extends StepBase {
  readonly kind: 'wait';
  /** UNIX seconds in the target's time. */
  readonly until: Template;
  /** Named once the moment has come. */
  readonly save: readonly (readonly [name: string, value: Template])[];
}

export type Step = CallStep | PeerStep | WaitStep;

export interface ResolvedCase {
  readonly slug: string;
  readonly title: string;
  /** Replacements in the control step: `body.id_cert` → value; `absent` removes. */
  readonly change: readonly (readonly [path: string, value: Template | 'absent'])[];
  readonly as?: string;
  readonly peers: ReadonlyMap<string, readonly string[]>;
  readonly checks: readonly Check[];
  readonly at: Location;
}

export interface ResolvedScenario {
  readonly id: string;
  readonly title: string;
  readonly description?: string;
  readonly profile: string;
  /** Relative to the suite's root. */
  readonly file: string;
  readonly at: Location;
  readonly needs: readonly string[];
  readonly exclusive: boolean;
  /** Why it is needed although it catches no fault. */
  readonly keptFor?: string;
  readonly actors: readonly ActorSpec[];
  readonly peers: ReadonlyMap<string, readonly string[]>;
  readonly values: readonly (readonly [string, Template])[];
  readonly steps: readonly Step[];
  /** Run after each case's changed call: what a refusal must have left as it was. */
  readonly afterwards: readonly Step[];
  readonly cases: readonly ResolvedCase[];
  readonly operations: readonly OperationId[];
  readonly requirements: readonly RequirementId[];
}
