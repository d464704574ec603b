#!/usr/bin/env node
import { whyTooOld } from './olderNode.ts';

// Loaded only after this check, because an older Node can't even parse it.
const why = whyTooOld(process.versions.node);
if (why !== undefined) {
  process.stderr.write(`aks-identity: ${why}\n`);
  process.exitCode = 1;
} else if (process.argv[2] === 'emulator') {
  const { runEmulator } = await import('../emulator/command.ts');
  process.exit(await runEmulator(process.argv.slice(3), 'aks-identity emulator'));
} else await import('./start.ts');
