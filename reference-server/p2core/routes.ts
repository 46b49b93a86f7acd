/** All routes of p2core. */

import type { Route } from '../context.ts';
import { getActorKeys } from './get-actor-keys.ts';
import { getChallenge } from './get-challenge.ts';
import { getEvents } from './get-events.ts';
import { getServerKey } from './get-server-key.ts';
import { identify } from './identify.ts';
import { addKeyPackages, getKeyPackages, replaceLastResortKeyPackage } from './key-packages.ts';
import { open } from './locked-route.ts';
import { register } from './register.ts';
import { revokeSession } from './revoke-session.ts';
import { rotateServerKey } from './rotate-server-key.ts';
import { rotateSessionCert } from './rotate-session-cert.ts';
import { trustSession } from './trust-session.ts';
import { updateSessionCert } from './update-session-cert.ts';

export const p2coreRoutes: readonly Route[] = [
  open(register),
  open(getChallenge),
  open(identify),
  open(trustSession),
  open(getServerKey),
  open(getActorKeys),
  revokeSession,
  rotateServerKey,
  rotateSessionCert,
  updateSessionCert,
  getKeyPackages,
  addKeyPackages,
  replaceLastResortKeyPackage,
  getEvents,
];
