import { createJournal, type Journal } from '../../app/runs/journal.ts';
import { refusedError } from '../../errors.ts';

/** The command line changes nothing, so it records nothing. */
export function noJournal(): Journal {
  const journal = createJournal({
    read: () => Promise.resolve(undefined),
    write: () => Promise.reject(refusedError('The command line only reads.')),
  });
  return { ...journal, isAbsent: true };
}
