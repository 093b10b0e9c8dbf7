import { type ReactNode, useState } from 'react'
import type { FdbEntry } from '../../../exporters/api/schemas/fdb-entry.ts'
import { useAnswer } from '../live/use-answer.ts'
import { words } from '../words.ts'

/** Nobody reads more at once: what is looked for is typed. */
const mostShown = 200

/** Which addresses a bridge has seen behind which of its ports. */
export const ForwardingTable = ({ inode, name }: { readonly inode: number; readonly name: string }): ReactNode => {
  const [wanted, setWanted] = useState('')
  const [turn, setTurn] = useState(0)
  const path = `/api/v1/bridges/${inode}/${encodeURIComponent(name)}/fdb`
  const { answer, failure } = useAnswer<readonly FdbEntry[]>(path, turn)
  if (answer === null) return <p className="says">{failure ?? words.asking}</p>
  const found = answer.filter((entry) => textOf(entry).includes(wanted.trim().toLowerCase()))
  return (
    <>
      <div className="tools">
        <input
          type="search"
          value={wanted}
          placeholder={words.findHere}
          aria-label={words.findHere}
          onChange={({ target }) => setWanted(target.value)}
        />
        <span className="says">{words.ofAll(found.length, answer.length)}</span>
        <button type="button" className="plain" onClick={() => setTurn(turn + 1)}>
          {words.again}
        </button>
      </div>
      <table className="small">
        <thead>
          <tr>
            {words.fdbColumns.map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {found.slice(0, mostShown).map((entry) => (
            <tr key={`${entry.table} ${entry.mac} ${entry.vlan} ${entry.port.ifindex} ${entry.remote}`}>
              <td>{entry.mac}</td>
              <td>
                <bdi>{entry.remote === null ? entry.port.name : `${entry.port.name} → ${entry.remote}`}</bdi>
              </td>
              <td>{entry.vlan ?? entry.vni ?? ''}</td>
              <td>{entry.ageSeconds === null ? entry.kind : words.ago(entry.ageSeconds)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}

const textOf = ({ mac, port, vlan, vni, kind, remote }: FdbEntry): string =>
  [mac, port.name, `if${port.ifindex}`, vlan, vni, kind, remote].join(' ').toLowerCase()
