#!/usr/bin/env node
import { whyTooOld } from './olderNode.ts';

// Only then is anything loaded that an older Node can't even parse.
const why = whyTooOld(process.versions.node);
if (why === undefined) await import('./start.ts');
else {
  process.stderr.write(`aks-identity: ${why}\n`);
  process.exitCode = 1;
}
