import { createInterface } from 'node:readline'
import { type KernelOptions, KernelReader } from '../../collectors/kernel.ts'
import { Runs } from '../../collectors/runs.ts'

/**
 * The measured side of the bench, a process of its own: reads lines `TIMES again|anew FOLDER` and answers each with one line
 * of JSON, the CPU of the whole process (garbage collection and compilation included) for TIMES looks at the namespaces in
 * FOLDER and at its own.
 *   again   with the reader of the looks before, as an agent does
 *   anew    with a new reader for each look, which has kept nothing
 * The only argument is a procfs that shows no processes.
 */
const main = async ([proc = '/proc']: readonly string[]): Promise<void> => {
  using kept = await KernelReader.open()
  for await (const line of createInterface({ input: process.stdin })) {
    const [times = '1', mode = '', folder = ''] = line.split(' ')
    const options = { paths: { proc, sys: '/sys', run: '/run' }, folders: [folder], thorough: false }
    const before = process.cpuUsage()
    let found = {}
    for (let time = 0; time < Number(times); time++)
      found = mode === 'again' ? look(kept, options) : await lookAnew(options)
    const { user, system } = process.cpuUsage(before)
    process.stdout.write(`${JSON.stringify({ ...found, cpuUs: (user + system) / Number(times) })}\n`)
  }
}

const lookAnew = async (options: KernelOptions): Promise<object> => {
  using reader = await KernelReader.open()
  return look(reader, options)
}

const look = (reader: KernelReader, options: KernelOptions): object => {
  const runs = new Runs()
  const { namespaces } = reader.read(options, runs)
  return { namespaces: namespaces.length, problems: runs.problems.map(({ message }) => message) }
}

await main(process.argv.slice(2))
