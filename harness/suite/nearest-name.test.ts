import { expect, it } from 'vitest';
import { nearestName, suggestion } from './nearest-name.ts';

const known = ['getChallenge', 'getEvents', 'identify', 'P2-IDN-04', 'P2-IDN-14'];

it.each([
  ['getChalenge', 'getChallenge'],
  ['IDENTIFY', 'identify'],
  ['P2-IDN-O4', 'P2-IDN-04'],
  ['revoke', undefined],
])('finds what %s was meant to be', (name, nearest) => {
  expect(nearestName(name, known)).toBe(nearest);
});

it('lists all names where none is near and they are few', () => {
  expect(suggestion('revoke', ['a', 'b'])).toBe('known: a, b');
  expect(
    suggestion(
      'revoke',
      Array.from({ length: 30 }, (_, index) => `name ${index}`),
    ),
  ).toBeUndefined();
  expect(suggestion('revoke', [])).toBeUndefined();
});
