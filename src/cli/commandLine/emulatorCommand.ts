/** The command that starts the emulator; it has options of its own. In a file that any Node can read. */
export const emulatorCommand = 'emulator';
