import Console
import Glibc

Program.prepare()
exit(await Program.run(CommandLine.arguments))
