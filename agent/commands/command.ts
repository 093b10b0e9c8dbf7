import type { Translation } from '../cadvisor-flags.ts'
import type { commonOptions, Options, Values } from '../command-line.ts'

/** 0 yes/ok, 1 no, 2 wrong usage or the host could not be read, 3 uncertain. */
export type ExitStatus = 0 | 1 | 2 | 3

/** The outside world of a command, as main.ts hands it in. */
export interface World {
  readonly environment: { readonly [name: string]: string | undefined }
  readonly home: string
  /** Data; resolves when it is written. */
  readonly print: (text: string) => Promise<void>
  /** Everything else, a line each. */
  readonly tell: (line: string) => void
  /** Whether `print` goes to a terminal. */
  readonly terminal: boolean
  /** Width of that terminal in characters. */
  readonly columns: number | undefined
  /** Reads all of standard input. */
  readonly readInput: () => Promise<string>
  /** The lines of standard input as they come; nothing is read before the first is asked for. */
  readonly inputLines: () => AsyncIterable<string>
}

/** One command of netloupe. */
export interface Command<O extends Options> {
  readonly summary: string
  /** What comes after the name in the usage line. */
  readonly usage: string
  /** What the words mean that are no options, one for each; one in brackets may be left out. Absent: there are none. */
  readonly places?: readonly string[]
  /** Its own options, beside the common ones. */
  readonly options: O
  /** Puts words of another program's command line into ours. */
  readonly translate?: (words: readonly string[]) => Translation
  readonly run: (
    world: World,
    values: Values<O & typeof commonOptions>,
    words: readonly string[],
  ) => Promise<ExitStatus>
}
