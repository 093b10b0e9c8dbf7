import { deliveryCases } from './cases.ts'
import { testCases } from './compared.ts'

testCases(deliveryCases)
