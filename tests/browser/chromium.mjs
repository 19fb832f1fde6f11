// Where the browser is, and how it starts.
import { existsSync } from 'node:fs';

const BROWSERS = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'];

export function program() {
  const found = BROWSERS.find((path) => path && existsSync(path));
  if (found) return found;
  console.error('No Chromium here. On Debian or Ubuntu: apt-get install chromium; or set CHROMIUM.');
  process.exit(2);
}

// The sandbox of Chromium does not start for root.
export const sandbox = () => (process.getuid?.() === 0 ? ['--no-sandbox'] : []);
