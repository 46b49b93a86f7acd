/** An outside tool reads what the server issues, and the server reads what an outside tool asks for. */

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bearer, PASSWORD, register, startServer } from './p2core/test-servers.ts';
import { certificatePem } from './protocol/certificate-encoding.ts';

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
if (!hasOpenssl)
  console.warn('SKIPPED: openssl is not installed, so issued certificates were not checked by it');

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kammerton-openssl-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

function openssl(...args: readonly string[]): string {
  return execFileSync('openssl', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

function write(folder: string, name: string, der: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, certificatePem(der));
  return path;
}

describe.skipIf(!hasOpenssl)('OpenSSL', () => {
  it('verifies an actor’s certificate under the root, and the root itself', async () => {
    const { server, client } = await startServer();
    const { idCert } = await register({ server, client });
    const folder = scratch();
    const root = write(folder, 'root.pem', server.rootCertificate());
    const actor = write(folder, 'actor.pem', Buffer.from(idCert, 'base64'));
    // Subject and authority key identifiers, which -x509_strict wants, are no part of an ID-Cert.
    expect(openssl('verify', '-check_ss_sig', '-CAfile', root, actor)).toContain(': OK');
    expect(openssl('verify', '-check_ss_sig', '-CAfile', root, root)).toContain(': OK');
  });

  it('does not verify it under the root of a later key', async () => {
    const { server, client } = await startServer();
    const { idCert } = await register({ server, client });
    await client.put('/p2core/key/server').set(bearer(server.adminToken)).expect(200);
    const folder = scratch();
    const root = write(folder, 'root.pem', server.rootCertificate());
    const actor = write(folder, 'actor.pem', Buffer.from(idCert, 'base64'));
    expect(() => openssl('verify', '-CAfile', root, actor)).toThrow();
  });

  it('reads the names and extensions that the profile demands', async () => {
    const { server, client } = await startServer();
    const { idCert } = await register({ server, client });
    const folder = scratch();
    const text = (path: string) => openssl('x509', '-in', path, '-noout', '-text', '-nameopt', 'RFC2253');
    const root = text(write(folder, 'root.pem', server.rootCertificate()));
    expect(root).toMatch(/Version: 3 \(0x2\)/);
    expect(root).toMatch(/Subject: DC=home,DC=test$/m);
    expect(root).toMatch(/Issuer: DC=home,DC=test$/m);
    expect(root).toMatch(/Basic Constraints: critical\s+CA:TRUE, pathlen:0/);
    expect(root).toMatch(/Key Usage: critical\s+Certificate Sign/);
    const actor = text(write(folder, 'actor.pem', Buffer.from(idCert, 'base64')));
    expect(actor).toMatch(/Subject: uid=s1,UID=alice@home\.test,CN=alice,DC=home,DC=test$/m);
    expect(actor).toMatch(/Issuer: DC=home,DC=test$/m);
    expect(actor).toMatch(/Basic Constraints: critical\s+CA:FALSE/);
    expect(actor).toMatch(/Key Usage: critical\s+Digital Signature$/m);
    expect(actor).not.toMatch(/Unique ID/);
  });

  it('makes a request that the server certifies', async () => {
    const { server, client } = await startServer();
    await register({ server, client });
    const folder = scratch();
    const key = join(folder, 'key.pem');
    const request = join(folder, 'request.der');
    openssl('genpkey', '-algorithm', 'ed25519', '-out', key);
    const subject =
      '/DC=test/DC=home/CN=alice/UID=alice@home.test/0.9.2342.19200300.100.1.44=openssl-session';
    openssl('req', '-new', '-key', key, '-subj', subject, '-outform', 'DER', '-out', request);
    const csr = readFileSync(request).toString('base64');
    const answer = await client
      .post('/p2core/session/trust')
      .send({ actor_name: 'alice', password: PASSWORD, csr });
    expect(answer.status).toBe(201);
    const actor = write(folder, 'actor.pem', Buffer.from(answer.body.id_cert, 'base64'));
    const publicKey = openssl('x509', '-in', actor, '-noout', '-pubkey');
    expect(publicKey).toBe(openssl('pkey', '-in', key, '-pubout'));
  });
});
