import { oneOf } from '../../shape/shape.ts';

/** The check of how good or bad something is. */
export const tone = oneOf('ok', 'info', 'warning', 'error', 'unknown', 'off', 'busy');
