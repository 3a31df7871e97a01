import './doctor-element.ts'
