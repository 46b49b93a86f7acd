/** The server under test as its target file describes it, every default filled in. */

import type { JsonValue } from '../suite/model.ts';

export interface Dialect {
  readonly identifyField: 'completed_challenge' | 'challenge';
  readonly certEncoding: 'base64-der' | 'base64-pem';
  readonly signatureEncoding: 'base64' | 'hex';
  readonly bareString: 'json' | 'text';
  readonly timestampIn: 'body' | 'query';
  readonly updateCertBody: 'string' | 'array';
  readonly events?: Readonly<
    Record<string, { readonly path: string; readonly equals: JsonValue } | undefined>
  >;
  readonly inboxSignature: 'type-first-sorted-v1' | 'jcs';
  readonly maxSkewSeconds: number | 'none';
  readonly inboxVerification: 'sync' | 'deferred';
  readonly aliasPattern: string;
}

export interface Limits {
  readonly requestTimeoutMs: number;
  readonly peerPatienceMs: number;
  readonly maxWaitMs: number;
  readonly concurrency: number;
  readonly requestsPerMinute: number;
}

export type Launch =
  | { readonly kind: 'embedded' }
  | { readonly kind: 'url' }
  | {
      readonly kind: 'command';
      readonly command: readonly string[];
      readonly cwd: string;
      readonly env: Readonly<Record<string, string>>;
      readonly ready: Ready;
    }
  | {
      readonly kind: 'container';
      readonly image: string;
      /** Arguments for the image's own program; its default ones where unset. */
      readonly command?: readonly string[];
      /** The port that it listens on inside. */
      readonly expose: number;
      readonly env: Readonly<Record<string, string>>;
      readonly ready: Ready;
      readonly files: readonly ContainerFile[];
    };

/** What to ask until it answers, and for how long. */
export interface Ready {
  readonly path: string;
  readonly timeoutMs: number;
}

/** A file of this machine that the container finds under `target`. */
export interface ContainerFile {
  /** An absolute path, or `${caFile}`. */
  readonly source: string;
  readonly target: string;
  /** Permission bits; those that Docker gives unless set. */
  readonly mode?: number;
}

/** Somebody who is known to the target already; whatever scenarios change of it is set back. */
export interface Account {
  readonly token: string;
  /** Set where the account has none yet; a fresh one unless given. */
  readonly alias?: string;
}

export interface TargetFile {
  readonly name: string;
  /** May hold `${port}` when the harness starts the target. */
  readonly url: string;
  readonly domain: string;
  readonly profiles: readonly string[];
  readonly launch: Launch;
  readonly headers: Readonly<Record<string, string>>;
  readonly admin?: { readonly token: string };
  /** May hold `${unique}`, replaced for each actor. */
  readonly registration: { readonly password?: string; readonly authPayload?: JsonValue };
  /** Decision X4; absent: actors are registered. */
  readonly accounts?: readonly Account[];
  /** Which message the target takes (X5). */
  readonly inbox?: { readonly messageType: string; readonly payload: Readonly<Record<string, JsonValue>> };
  readonly capabilities: Readonly<Record<string, boolean>>;
  readonly dialect: Dialect;
  readonly waivers: Readonly<Record<string, string>>;
  readonly allow: { readonly rotateServerKey: boolean };
  readonly limits: Limits;
  /** How the peers are reached; free ports and keys from a constant unless set. */
  readonly peers?: {
    readonly addressing?: 'named' | 'loopback' | 'dns';
    readonly tls?: boolean;
    readonly ports?: { readonly from: number; readonly to: number };
    readonly secret?: string;
  };
  /** What must never be printed, and the placeholder that stands for it: `$ADMIN_TOKEN` → value. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** The words that name it to `kammerton run`, quoted for a shell; absent for the embedded default. */
  readonly commandLine?: string;
}

/** A target that answers: what scenarios speak to. */
export interface RunningTarget {
  readonly file: TargetFile;
  readonly baseUrl: string;
  readonly adminToken?: string;
  /** The tail of what a started process printed. */
  output(): string;
  stop(): Promise<void>;
}
