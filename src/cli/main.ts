#!/usr/bin/env node
import { emulatorCommand } from './commandLine/emulatorCommand.ts';
import { whyTooOld } from './olderNode.ts';
import { keepHeapSmall } from './smallHeap.ts';

// Loaded only after this check, because an older Node can't even parse it.
const complaint = whyTooOld(process.versions.node);
if (complaint !== undefined) {
  process.stderr.write(`aks-identity: ${complaint}\n`);
  process.exitCode = 1;
} else if (process.argv[2] === emulatorCommand) {
  const { runEmulator } = await import('../emulator/command.ts');
  process.exit(await runEmulator(process.argv.slice(3), `aks-identity ${emulatorCommand}`));
} else {
  keepHeapSmall([...process.execArgv, process.env['NODE_OPTIONS'] ?? '']);
  await import('./start.ts');
}
