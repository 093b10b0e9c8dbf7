#!/usr/bin/env node
import { homedir } from 'node:os'
import { createInterface } from 'node:readline'
import { text as readAll } from 'node:stream/consumers'
import { ConfigError } from '../collectors/config-error.ts'
import { KernelError } from '../collectors/linux/errno.ts'
import { printable } from '../exporters/formats/printable.ts'
import { suggestion } from '../exporters/suggest.ts'
import { commonOptions, type Options, optionHelp, parseCommandLine } from './command-line.ts'
import type { Command, ExitStatus, World } from './commands/command.ts'
import { commandNames, commands, isCommand } from './commands/index.ts'
import { errorText } from './error-text.ts'
import { UsageError } from './usage-error.ts'
import { version } from './version.ts'

const world: World = {
  environment: process.env,
  home: homedir(),
  print: (text) =>
    new Promise((resolve) => {
      process.stdout.write(text, () => resolve())
    }),
  tell: (line) => void process.stderr.write(`netloupe: ${printable(line)}\n`),
  terminal: process.stdout.isTTY === true,
  columns: process.stdout.columns,
  readInput: () => readAll(process.stdin),
  // What is read before somebody takes it is lost.
  async *inputLines() {
    yield* createInterface({ input: process.stdin })
  },
}

/** Whoever reads our output may stop reading: that is no error. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  world.tell(`standard output cannot be written (${error.code})`)
  process.exit(2)
})

const overview = async (): Promise<string> => {
  const rows = await Promise.all(
    commandNames.map(async (name) => `  netloupe ${name.padEnd(10)} ${(await commands[name]()).summary}`),
  )
  return `netloupe ${version}: the network of a container host, as the kernel has it

${rows.join('\n')}

Options of every command:
${optionHelp(commonOptions)}

Data goes to standard output, everything else to standard error.
Options stand after the command. Exit status: 0 yes or done, 1 no, 2 wrong usage or the host could not be read, 3 uncertain.
`
}

const commandHelp = (name: string, command: Command<Options>): string => {
  const own = optionHelp(command.options)
  return `netloupe ${name} ${command.usage}: ${command.summary}

${own === '' ? '' : `${own}\n\nOptions of every command:\n`}${optionHelp(commonOptions)}
`
}

const run = async (words: readonly string[]): Promise<ExitStatus> => {
  const [first, ...rest] = words
  if (first === undefined || first === '--help' || first === '-h' || first === 'help') {
    await world.print(await overview())
    return 0
  }
  if (first === '--version') {
    await world.print(`netloupe ${version}\n`)
    return 0
  }
  if (!isCommand(first)) {
    const what = first.startsWith('-') ? 'option' : 'command'
    throw new UsageError(
      `unknown ${what} '${first}'.${suggestion(first, commandNames)} 'netloupe --help' lists the commands.`,
    )
  }
  const command: Command<Options> = await commands[first]()
  const { words: own, warnings } = command.translate?.(rest) ?? { words: rest, warnings: [] }
  const { values, words: places } = parseCommandLine(own, { ...command.options, ...commonOptions }, command.places)
  if (values.help) {
    await world.print(commandHelp(first, command))
    return 0
  }
  if (values.version) {
    await world.print(`netloupe ${version}\n`)
    return 0
  }
  for (const warning of warnings) world.tell(warning)
  return await command.run(world, values, places)
}

/** Errors that the user can mend are one line; anything else is a bug in netloupe, and says so in one line too. */
const explain = (error: unknown): string => {
  if (error instanceof UsageError || error instanceof ConfigError || error instanceof KernelError) return error.message
  if (world.environment['NETLOUPE_DEBUG'] && error instanceof Error) return error.stack ?? error.message
  return `internal error: ${errorText(error)}. Set NETLOUPE_DEBUG=1 for where, and please report it.`
}

try {
  process.exitCode = await run(process.argv.slice(2))
} catch (error) {
  world.tell(explain(error))
  process.exitCode = 2
}
