/** The words of a scenario besides functions: matchers, expectations, steps, keys, and what the scope's objects hold. */

import type { MatcherWord } from './model.ts';

export const MATCHER_WORDS: Readonly<Record<MatcherWord, string>> = {
  anything: 'there, whatever it is',
  absent: 'not there',
  string: 'a text',
  nonEmptyString: 'a text of at least one character',
  number: 'a number',
  boolean: 'true or false',
  object: 'an object',
  objectOrAbsent: 'an object, or not there',
  array: 'a list',
  nonEmptyArray: 'a list of at least one item',
  fid: 'a well-formed federation ID',
  fidAtTarget: "a well-formed federation ID at the target's own domain",
  decimalString: 'a text of decimal digits',
  futureTimestamp: "UNIX seconds as a decimal string, later than now by the target's clock",
  alphanumeric: 'a text of A-Z, a-z and 0-9 only',
  base64: 'a text that decodes as Base64',
};

/** Matchers written as a map with this one key. */
export const MATCHER_KEYS = {
  equals: 'equals this value (as JSON)',
  oneOf: 'meets one of these matchers',
  not: 'does not meet this matcher',
  matches: 'a text that this regular expression matches',
  length: 'a text or list of this length: `{min, max}`, or a number',
  contains: 'a list that contains this value, or a text that contains this text',
  each: 'a list whose every item meets this matcher',
  sameFidAs: 'the same federation ID, upper and lower case being one',
  idCert: 'an ID-Cert of which all of this holds',
  all: 'meets all of these matchers',
  fields: "field → matcher, where a field's name is also one of these words",
} as const;

export type MatcherKey = keyof typeof MATCHER_KEYS;

/** What `idCert:` can claim. */
export const ID_CERT_CLAIMS = {
  kind: "`actor` or `root`: meets every rule for an actor's certificate, or for a server's",
  subject: 'the actor whom it names',
  issuer: '`target`, or a peer: whose domain it names as issuer',
  signedBy: 'the root certificate whose key signed it',
  key: 'the public key that it carries',
  session: 'the session ID that it carries',
} as const;

export const EXPECTATION_WORDS = {
  accepted: 'the documented 2xx status',
  refused: 'a status from 400 to 499, except 408, 413, 421 and 429',
  refusedOrPeerAtFault: 'refused, or 502 to 504 where another server is at fault',
  answered:
    'any complete answer in the time that a request has; silence fails while the target answers others',
  survived: 'any complete answer but a status 500, and the target still answers others',
} as const;

export const EXPECTATION_KEYS = {
  status: 'the status, or a list of those allowed',
  headers: 'header → matcher',
  body: 'a matcher for the JSON body',
  empty: '`true`: no body at all',
  anyOf: 'one of these expectations holds',
  equal: 'two values that are equal',
  differ: 'values of which no two are equal',
  count: 'over the answers of a repeated call: `{of: accepted, min, max}`',
  distinct: 'over the answers of a repeated call: the values at this path all differ',
} as const;

export type ExpectationKey = keyof typeof EXPECTATION_KEYS;

/** The key that says what a step does. */
export const STEP_KINDS = {
  call: 'sends a request to the target; the value is an operation of its OpenAPI document',
  control: 'a call that must be accepted as it stands, and that each of the `cases` changes',
  again: 'sends the very bytes of the last call of this operation once more',
  peer: 'changes a mock peer, or checks what it was asked',
  wait: "waits until this moment (UNIX seconds by the target's clock)",
} as const;

export type StepKind = keyof typeof STEP_KINDS;

export const CALL_KEYS = {
  as: 'whose token goes with it: an actor, `admin` or `nobody` (default); several take turns in a repeated call',
  path: 'values for the path: `{fid: ${bob.fid}}`',
  query: 'values for the query',
  headers: 'further headers',
  body: 'the JSON body',
  rawBody: 'the exact body, text or bytes, instead of JSON',
  method: 'another HTTP method than the documented one',
  times: 'sends it so often, one after another',
  parallel: 'sends it so often at once',
  save: 'name → where in the answer: `status`, `headers.x`, `body.x[0].y`',
  check: 'requirement → what must hold',
  until: 'requirement → what must hold at last; the call is repeated until then',
} as const;

export const PEER_KEYS = {
  faults: 'the faults in force from now on (`[]`: honest again)',
  state: '`up` or `down`',
  rotates: '`true`: it gets a new key, and a new root; for newcomers only',
  publishes: 'an actor whose keys it shows to others from now on, under its own name',
  under: 'the name under which it publishes them instead',
  check: 'requirement → `{asked: operation, min, max}`: how often it was asked since the story began',
} as const;

export const WAIT_KEYS = {
  save: 'name → value, evaluated once the moment has come: `{moment: "${unix(now())}"}`',
} as const;

export const SCENARIO_KEYS = {
  id: 'profile/topic/name; the file is `suites/<id>.yaml`',
  title: 'what holds when all checks pass, in one sentence',
  description: 'prose, where the title is not enough',
  needs: 'capabilities without which it is skipped',
  keptFor: 'why it is needed although it catches none of the faults of the proof',
  exclusive: '`true`: runs alone, at the end',
  actors: 'who takes part',
  peers: 'how mock peers misbehave from the start',
  values: 'named values, evaluated once per story',
  steps: 'what happens, in order',
  cases: 'variations of the control, each with what it proves',
  afterwards: "steps after each case's call, to show that nothing changed",
} as const;

export const ACTOR_KEYS = {
  home: '`target`, a peer, or `none` (a fresh name and keys, nothing registered)',
  sessions: 'with how many sessions it starts (default 1; 0: registered only)',
  sessionOf: 'another session of this actor: own key, session ID, certificate and token',
} as const;

export const CASE_KEYS = {
  title: 'what is changed, in a few words',
  change: 'path in the control → its new value, or `absent`',
  add: "path that the control doesn't have → value",
  as: 'whose token goes with it instead',
  peers: 'how mock peers misbehave in this case',
  check: 'requirement → what must hold',
} as const;

/** Where a case's `change` and `add` can reach. */
export const CHANGE_ROOTS = ['path', 'query', 'headers', 'body', 'rawBody', 'method'] as const;

export const ACTOR_FIELDS = {
  name: 'its local name',
  fid: 'its federation ID, as its home returned it',
  handle: 'its alias@domain',
  password: 'its password',
  authPayload: "the target file's `auth_payload`, filled in for it",
  idCert: 'its ID-Cert, encoded as the target wants it',
  token: 'the token of its session at its home',
  sessionId: 'its session ID',
  publicKey: 'its public key: Base64 of the DER SubjectPublicKeyInfo',
} as const;

export const TARGET_FIELDS = {
  domain: "the target's domain",
  url: "the target's base URL",
  messageType: 'the type of message that its inbox takes',
  payload: 'the payload that such a message has',
} as const;

export const PEER_FIELDS = {
  name: "the peer's name",
  domain: "the peer's domain",
  url: "the peer's base URL",
} as const;

export const PEER_NAMES = ['alpha', 'beta', 'gamma', 'delta', 'newcomer', 'absent'] as const;

/** Peers that are not simply one of the network's. */
export const SPECIAL_PEERS = {
  newcomer: 'a peer that the target has never met: another one for every story',
  absent: 'a peer with keys and a domain that nobody can reach',
} as const;

export const CAPABILITIES = {
  keyPackages: 'the routes for KeyPackages',
  events: 'the route for missed events',
  delivery: 'the harness can see which messages reached a recipient',
  password: 'registration with a password',
  promptInbox: 'an inbox that verifies a message before it answers (dialect.inboxVerification: sync)',
  freshness: 'an inbox that refuses messages an hour old (dialect.maxSkewSeconds)',
  usualAliases: 'the alias rule that most servers have (dialect.aliasPattern left as it is)',
  rotateServerKey: "leave to rotate the target's server key",
} as const;
