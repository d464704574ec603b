import { Mismatch, type Shape } from '../../shape/shape.ts';

/** A world file that can't be used; the message says where and why. */
export class WorldFileError extends Error {}

/** Reads a part of a world file; throws a WorldFileError that names the first error in it. */
export function readPart<T>(shape: Shape<T>, value: unknown, place = ''): T {
  try {
    return shape.read(value, place);
  } catch (error) {
    if (error instanceof Mismatch) throw new WorldFileError(inWords(error));
    throw error;
  }
}

function inWords({ path, problem, wanted, given }: Mismatch): string {
  if (problem === 'unknown') {
    const place = path === '' ? '' : `${path}.`;
    return `${place}${String(given)} is no member that is known there; known are: ${wanted}`;
  }
  const instead = typeof given === 'string' && given !== '' ? `: ${given}` : '';
  return `${path === '' ? 'it' : path} must be ${wanted}${instead}`;
}
