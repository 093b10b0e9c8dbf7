import { routingCases } from './cases.ts'
import { testCases } from './compared.ts'

testCases(routingCases)
