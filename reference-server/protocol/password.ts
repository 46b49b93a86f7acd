/** Passwords at rest. The cost is low: this is a server for tests, and they register by the thousand. */

import { scrypt, timingSafeEqual } from 'node:crypto';

const COST = { N: 256, r: 8, p: 1 };
const HASH_BYTES = 32;

export interface PasswordHash {
  readonly salt: Uint8Array;
  readonly hash: Uint8Array;
}

export async function hashPassword(password: string, salt: Uint8Array): Promise<PasswordHash> {
  return { salt, hash: await derive(password, salt) };
}

export async function isPassword(password: string, { salt, hash }: PasswordHash): Promise<boolean> {
  return timingSafeEqual(await derive(password, salt), hash);
}

function derive(password: string, salt: Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, HASH_BYTES, COST, (error, key) => {
      if (error) reject(error);
      else resolve(new Uint8Array(key));
    });
  });
}
