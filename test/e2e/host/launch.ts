/**
 * Takes the place of the `code` executable for @vscode/test-electron where no desktop VS Code can be had: runs the
 * extension's tests in VS Code's server and its web workbench, and ends with the exit code of the test run.
 */
import { startServer } from './server.ts';
import { onceAskedToEnd } from './signals.ts';
import { openWorkbench } from './workbench.ts';

/** What VS Code's server prints when it runs without its native modules and without a network. */
const noise =
  /bindings file|watchdog|open-vsx|Service Worker|a socket|connection token|grace-time|AgentHost|PolicyGate|extensions cache|^Canceled/;
const limit = Number(process.env['AKS_IDENTITY_HOST_TIMEOUT'] ?? 600_000);

async function launch(args: readonly string[]): Promise<number> {
  const extensionDevelopmentPaths = values(args, '--extensionDevelopmentPath');
  const [extensionTestsPath] = values(args, '--extensionTestsPath');
  if (extensionDevelopmentPaths.length === 0 || extensionTestsPath === undefined) {
    throw new Error('This launcher needs --extensionDevelopmentPath=FOLDER and --extensionTestsPath=FILE.');
  }
  const folder = args.find((argument) => !argument.startsWith('-'));
  const server = await startServer({ development: true, disableExtensions: values(args, '--disable-extension') });
  onceAskedToEnd(() => void server.stop().finally(() => process.exit(130)));
  try {
    const workbench = await openWorkbench(
      server,
      { ...(folder ? { folder } : {}), extensionDevelopmentPaths, extensionTestsPath },
      { onLog: (_type, text) => (noise.test(text) ? undefined : console.log(text)) },
    );
    try {
      return await withLimit(workbench.exited);
    } finally {
      await workbench.close();
    }
  } finally {
    await server.stop();
  }
}

function values(args: readonly string[], name: string): string[] {
  return args.filter((argument) => argument.startsWith(`${name}=`)).map((argument) => argument.slice(name.length + 1));
}

async function withLimit(exited: Promise<number>): Promise<number> {
  const timer = Promise.withResolvers<never>();
  const handle = setTimeout(() => timer.reject(new Error(`The test run did not end within ${limit / 1000} s.`)), limit);
  try {
    return await Promise.race([exited, timer.promise]);
  } finally {
    clearTimeout(handle);
  }
}

try {
  process.exitCode = await launch(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
