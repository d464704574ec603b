import { runEmulator } from './command.ts';

process.exit(await runEmulator(process.argv.slice(2), 'npm run --silent emulator --'));
