using UltraCascade.Host.CommandLine;

return RootVerb.Run(args);
