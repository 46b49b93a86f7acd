import { expect, it } from 'vitest';
import { decodeDer } from './certificate-encoding.ts';
import { DerError } from './der-reader.ts';

const DER = Uint8Array.from({ length: 97 }, (_, index) => (index * 37 + 0x30) % 256);
const BASE64 = Buffer.from(DER).toString('base64');
const PEM = `-----BEGIN CERTIFICATE-----\n${BASE64.match(/.{1,64}/g)?.join('\n')}\n-----END CERTIFICATE-----\n`;

it.each([
  ['padded Base64', BASE64],
  ['Base64 without padding', BASE64.replace(/=+$/, '')],
  ['URL-safe Base64', Buffer.from(DER).toString('base64url')],
  ['wrapped Base64', BASE64.replace(/(.{40})/g, '$1\r\n')],
  ['PEM', PEM],
  ['PEM in Base64', Buffer.from(PEM).toString('base64')],
  ['bytes', DER],
])('decodes %s', (_, encoded) => {
  expect(decodeDer(encoded)).toEqual(DER);
});

it.each([
  ['a number', 7],
  ['null', null],
  ['nothing', ''],
  ['other text', 'not a certificate!'],
  ['a text without end', 'A'.repeat(70_000)],
])('refuses %s with its own error', (_, encoded) => {
  expect(() => decodeDer(encoded)).toThrow(DerError);
});
