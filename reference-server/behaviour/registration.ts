/** Decisions about new identities (P2-REG). */

import { foldCase, isLocalPart } from '../protocol/federation-id.ts';
import type { Eventually, JsonObject, JsonValue, Slot } from './facts.ts';

/** What a second registration of a name could do to the first owner. */
export interface NameOwner {
  readonly fid: string;
  replacePassword(): Eventually<void>;
  forgetCertificates(): void;
}

export interface RegistrationBehaviour {
  /** The name that a request asks for; nothing: it asks for none (P2-REG-06). */
  readName(value: JsonValue | undefined): string | undefined;
  isAcceptableName(name: string): boolean;
  /** Names with equal keys are the same name (P2-REG-04). */
  nameKey(name: string): string;
  /** The local part of the FID that a name is given. */
  localPart(name: string): string;
  fid(local: string, domain: string): string;
  mayOmitPassword(settings: { readonly openRegistration: boolean }): boolean;
  isAcceptablePassword(password: string): boolean;
  /** Takes the name if it is free; no two callers may both succeed (P2-REG-03, -09). */
  reserveName(slot: Slot): Eventually<boolean>;
  /** What a refused registration does to the owner of the name (P2-REG-08). */
  whenTaken(owner: NameOwner): Eventually<void>;
  /** The optional `payload` of the answer (P2-REG-07). */
  payload(fid: string): JsonObject | undefined;
}

export const registration: RegistrationBehaviour = {
  readName: (value) => (typeof value === 'string' ? value : undefined),
  isAcceptableName: isLocalPart,
  nameKey: foldCase,
  localPart: foldCase,
  fid: (local, domain) => `${local}@${domain}`,
  mayOmitPassword: ({ openRegistration }) => openRegistration,
  isAcceptablePassword: (password) => password.length >= 1 && password.length <= 1024,
  reserveName: takeIfFree,
  whenTaken: () => {},
  payload: () => undefined,
};

/** Checks and takes without a pause between, so that of simultaneous callers one wins. */
export function takeIfFree(slot: Slot): boolean {
  if (slot.isTaken()) return false;
  slot.take();
  return true;
}
