import { InvalidArgumentError } from 'commander';
import { describe, expect, it } from 'vitest';
import { peerAddresses, portNumber, runIdentifier, seconds, shard, wholeNumber } from './arguments.ts';

describe('values of options', () => {
  it.each<[(text: string) => unknown, text: string, value: unknown]>([
    [wholeNumber(1), '8', 8],
    [portNumber, '0', 0],
    [portNumber, '65535', 65_535],
    [seconds, '30', 30],
    [seconds, '0.5', 0.5],
    [shard, '2/3', { index: 2, count: 3 }],
    [runIdentifier, '0a1b', '0a1b'],
    [peerAddresses, '{"alpha.test":"http://127.0.0.1:1"}', { 'alpha.test': 'http://127.0.0.1:1' }],
  ])('%# are read', (read, text, value) => {
    expect(read(text)).toEqual(value);
  });

  it.each<[(text: string) => unknown, text: string]>([
    [wholeNumber(1), '0'],
    [wholeNumber(0), '-1'],
    [wholeNumber(0), '1.5'],
    [wholeNumber(0), '1e3'],
    [wholeNumber(0), '99999999999999999999'],
    [wholeNumber(0), ''],
    [portNumber, '65536'],
    [seconds, 'soon'],
    [seconds, '-1'],
    [shard, '0/3'],
    [shard, '4/3'],
    [shard, '3'],
    [runIdentifier, 'A'],
    [runIdentifier, 'x'.repeat(17)],
    [runIdentifier, ''],
    [peerAddresses, 'alpha.test=http://h'],
    [peerAddresses, '["http://h"]'],
    [peerAddresses, '{"alpha.test":"ftp://h"}'],
    [peerAddresses, 'null'],
  ])('%# are refused when they make no sense (%s)', (read, text) => {
    expect(() => read(text)).toThrow(InvalidArgumentError);
  });
});
