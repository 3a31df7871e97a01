process.stdout.write('Everything is in place.\n')
