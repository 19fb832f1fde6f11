// Notebooks in a real JupyterLab. Use: node lab.mjs PYTHON PROJECT PICTURE_FOLDER
// Copies two notebooks into the ignored build/ folder, so that nothing a person wrote is changed.
import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, openSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright-core';
import { program, sandbox } from './chromium.mjs';
import { NOTEBOOKS } from './notebooks.mjs';

const [python, project, pictures] = process.argv.slice(2).map((path) => resolve(path));
const ROOM = join(project, 'build', 'lab');
const WINDOW = { width: 1440, height: 1000 };
const PATIENCE = 120_000;
const AT_ONCE = 20_000;
// Nothing asks the network for news, and cells out of sight are drawn, too.
const SETTINGS = {
  'apputils-extension/notification': { checkForUpdates: false, fetchNews: 'false' },
  'notebook-extension/tracker': { windowingMode: 'none' },
};

function prepare() {
  rmSync(ROOM, { recursive: true, force: true });
  mkdirSync(join(ROOM, 'project', 'notebooks'), { recursive: true });
  symlinkSync(join(project, 'data'), join(ROOM, 'project', 'data'));
  for (const name of Object.keys(NOTEBOOKS))
    copyFileSync(join(project, 'notebooks', name), join(ROOM, 'project', 'notebooks', name));
  for (const [name, value] of Object.entries(SETTINGS)) {
    const [extension, plugin] = name.split('/');
    const folder = join(ROOM, 'settings', '@jupyterlab', extension);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${plugin}.jupyterlab-settings`), JSON.stringify(value));
  }
}

function freePort() {
  return new Promise((found) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => found(port));
    });
  });
}

function serve(port) {
  const at = (name) => join(ROOM, name);
  const options = {
    'IdentityProvider.token': '',
    'LabApp.check_for_updates_class': 'jupyterlab.NeverCheckForUpdate',
    'LabApp.expose_app_in_browser': 'True',
    'LabApp.extension_manager': 'readonly',
    'LabApp.user_settings_dir': at('settings'),
    'LabApp.workspaces_dir': at('workspaces'),
    'ServerApp.allow_root': 'True',
    'ServerApp.ip': '127.0.0.1',
    'ServerApp.open_browser': 'False',
    'ServerApp.port': port,
    'ServerApp.port_retries': 0,
    'ServerApp.root_dir': at('project'),
  };
  const log = openSync(at('server.log'), 'w');
  const words = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  const places = {
    JUPYTER_CONFIG_DIR: at('config'), JUPYTER_DATA_DIR: at('data'),
    JUPYTER_RUNTIME_DIR: at('runtime'), IPYTHONDIR: at('ipython'),
    // kept between runs: making it anew takes long enough for a warning
    MPLCONFIGDIR: join(project, 'build', 'matplotlib'),
  };
  return spawn(python, ['-m', 'jupyterlab', ...words], {
    stdio: ['ignore', log, log], env: { ...process.env, ...places },
  });
}

async function ready(address, server) {
  const until = Date.now() + PATIENCE;
  while (Date.now() < until && server.exitCode === null) {
    const answer = await fetch(`${address}/api`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((wait) => setTimeout(wait, 100));
  }
  throw new Error(`JupyterLab did not start:\n${readFileSync(join(ROOM, 'server.log'), 'utf8')}`);
}

async function open(browser, address, name) {
  const page = await browser.newPage({ viewport: WINDOW });
  page.setDefaultTimeout(PATIENCE);
  const heard = [];
  page.on('request', (asked) => {
    if (!asked.url().startsWith(address) && !/^(data|blob|ws):/.test(asked.url()))
      heard.push(`outside: ${asked.url()}`);
  });
  page.on('pageerror', (error) => heard.push(`error: ${error.message}`));
  const space = name.replace(/\W/g, '');
  await page.goto(`${address}/lab/workspaces/${space}/tree/notebooks/${name}?reset`);
  await page.locator('.jp-Notebook .jp-OutputArea-output').first().waitFor();
  page.setDefaultTimeout(AT_ONCE);
  return { page, heard };
}

async function work(browser, name, deeds) {
  const { page, heard } = await open(browser, address, name);
  for (const [what, deed] of Object.entries(deeds)) {
    const picture = (part) => join(pictures, `lab-${name.slice(0, 2)}-${part}.png`);
    await deed(page, picture).catch((error) => wrong.push(`${name}, ${what}: ${error.message}`));
  }
  wrong.push(...heard.map((said) => `${name}: ${said}`));
  await page.close();
}

prepare();
mkdirSync(pictures, { recursive: true });
const began = Date.now();
const port = await freePort();
const address = `http://127.0.0.1:${port}`;
const server = serve(port);
const wrong = [];
try {
  const [browser] = await Promise.all([
    chromium.launch({ executablePath: program(), args: sandbox() }),
    ready(address, server),
  ]);
  await Promise.all(Object.entries(NOTEBOOKS).map(([name, deeds]) => work(browser, name, deeds)));
  await browser.close();
} catch (error) {
  wrong.push(error.message);
} finally {
  const ended = new Promise((done) => server.once('exit', done));
  if (server.exitCode === null && server.kill('SIGTERM')) await ended;
}
for (const fault of wrong) console.error(fault);
const deeds = Object.values(NOTEBOOKS).reduce((sum, own) => sum + Object.keys(own).length, 0);
const seconds = Math.round((Date.now() - began) / 1000);
console.log(`JupyterLab: ${Object.keys(NOTEBOOKS).length} notebooks, ${deeds} deeds, `
  + `${wrong.length} faults, ${seconds} s`);
process.exit(wrong.length ? 1 : 0);
