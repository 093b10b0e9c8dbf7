import { printable } from '../../../exporters/formats/printable.ts'

/** Safe to show, and not cut: of a rule or a command every word counts. */
export const whole = (text: string): string => printable(text, 100_000)
