using UltraCascade.Host.Configuration;

namespace UltraCascade.Tests.Host;

/// <summary>A misspelt or impossible setting must stop the start, and say where it stands.</summary>
[NonParallelizable]
public sealed class SettingsReaderTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("ultracascade-settings-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void ShouldUseDefaultsWhenNothingIsConfigured()
    {
        EngineSettings engine = SettingsReader.Read([], _folder).Engine;

        Assert.Multiple(() =>
        {
            Assert.That(engine.Instance, Is.EqualTo("default"));
            Assert.That(engine.RingSlots, Is.EqualTo(16_384));
            Assert.That(engine.HistorySlots, Is.EqualTo(65_536));
            Assert.That(engine.Detector.Threshold, Is.EqualTo(8.0));
            Assert.That(engine.Cpus, Is.Empty);
        });
    }

    [Test]
    public void ShouldLetEachLayerOverrideTheWeakerOnes()
    {
        WriteFile("appsettings.json", """{"UltraCascade":{"Engine":{"Feeds":1,"Instruments":10,"Simd":128,"Instance":"a"}}}""");
        WriteFile("appsettings.Production.json", """{"UltraCascade":{"Engine":{"Instruments":20,"Simd":"256","Instance":"b"}}}""");
        using Variable variable = new("ULTRACASCADE__ENGINE__SIMD", "512");
        using Variable name = new("ULTRACASCADE__ENGINE__INSTANCE", "c");

        EngineSettings engine = SettingsReader.Read([new OptionSetting("Engine:Instance", "d", "--instance")], _folder).Engine;

        Assert.Multiple(() =>
        {
            Assert.That(engine.Feeds, Is.EqualTo(1), "appsettings.json over the defaults");
            Assert.That(engine.Instruments, Is.EqualTo(20), "the environment's file over appsettings.json");
            Assert.That(engine.Simd, Is.EqualTo(SimdChoice.V512), "an environment variable over the files");
            Assert.That(engine.Instance, Is.EqualTo("d"), "the command line over everything");
        });
    }

    [Test]
    public void ShouldReadListsAndMaps()
    {
        WriteFile(
            "appsettings.json",
            """{"UltraCascade":{"Engine":{"Cpus":[3,1]},"Import":{"InstrumentMap":{"okx:FOO-SWAP":"FOO/USDT:USDT*1000"}}}}""");

        UltraCascadeSettings settings = SettingsReader.Read([], _folder);

        Assert.That(settings.Engine.Cpus, Is.EqualTo(new[] { 3, 1 }));
        Assert.That(settings.Import.InstrumentMap["okx:FOO-SWAP"], Is.EqualTo("FOO/USDT:USDT*1000"));
    }

    [Test]
    public void ShouldReadAListFromAnEnvironmentVariable()
    {
        using Variable variable = new("ULTRACASCADE__ENGINE__CPUS", "2,3");

        Assert.That(SettingsReader.Read([], _folder).Engine.Cpus, Is.EqualTo(new[] { 2, 3 }));
    }

    [TestCase("auto", PinningChoice.Auto)]
    [TestCase("none", PinningChoice.None)]
    public void ShouldTakeAWordInsteadOfAListOfProcessors(string word, PinningChoice pinning)
    {
        using Variable variable = new("ULTRACASCADE__ENGINE__CPUS", word);

        EngineSettings engine = SettingsReader.Read([], _folder).Engine;

        Assert.That((engine.Pinning, engine.Cpus.Count), Is.EqualTo((pinning, 0)));
    }

    [TestCase("""{"UltraCascade":{"Engine":{"RingSlots":1000}}}""", "Engine.RingSlots = '1000'", "power of two")]
    [TestCase("""{"UltraCascade":{"Engine":{"Simd":"7"}}}""", "Engine.Simd = '7'", "one of auto, scalar, 128, 256, 512")]
    [TestCase("""{"UltraCascade":{"Engine":{"Instance":"../x"}}}""", "Engine.Instance", "name")]
    [TestCase("""{"UltraCascade":{"Engine":{"Directory":"x"}}}""", "Engine.Directory", "absolute path")]
    [TestCase("""{"UltraCascade":{"Engine":{"LateSeconds":"NaN"}}}""", "Engine.LateSeconds", "number from")]
    [TestCase("""{"UltraCascade":{"Engine":{"LockMemory":"yes"}}}""", "Engine.LockMemory", "true or false")]
    [TestCase("""{"UltraCascade":{"Engine":{"Cpus":[1,1]}}}""", "Engine.Cpus", "once")]
    [TestCase("""{"UltraCascade":{"Engine":{"Detector":{"Threshold":40}}}}""", "Detector.Threshold", "number from")]
    [TestCase("""{"UltraCascade":{"Engine":{"RingSlotz":1024}}}""", "Engine.RingSlotz", "no such setting")]
    [TestCase("""{"UltraCascade":{"Engin":{"RingSlots":1024}}}""", "Engin.RingSlots", "no such setting")]
    public void ShouldNameFilePathValueAndReasonOfAFault(string json, string where, string reason)
    {
        WriteFile("appsettings.json", json);

        ConfigurationException fault = Assert.Throws<ConfigurationException>(() => SettingsReader.Read([], _folder))!;

        Assert.That(fault.Message, Does.Contain("appsettings.json").And.Contain(where).And.Contain(reason));
    }

    [Test]
    public void ShouldReportEveryFaultAtOnce()
    {
        WriteFile("appsettings.json", """{"UltraCascade":{"Engine":{"RingSlots":3,"Feeds":0}}}""");

        ConfigurationException fault = Assert.Throws<ConfigurationException>(() => SettingsReader.Read([], _folder))!;

        Assert.That(fault.Message, Does.Contain("RingSlots").And.Contain("Feeds"));
    }

    [Test]
    public void ShouldNameTheEnvironmentVariableOfAFault()
    {
        using Variable variable = new("ULTRACASCADE__ENGINE__FEEDS", "many");

        ConfigurationException fault = Assert.Throws<ConfigurationException>(() => SettingsReader.Read([], _folder))!;

        Assert.That(fault.Message, Does.Contain("ULTRACASCADE__ENGINE__FEEDS").And.Contain("many"));
    }

    [Test]
    public void ShouldRefuseAFileThatIsNotJson()
    {
        WriteFile("appsettings.json", "{ not json");

        ConfigurationException fault = Assert.Throws<ConfigurationException>(() => SettingsReader.Read([], _folder))!;

        Assert.That(fault.Message, Does.Contain("appsettings.json"));
    }

    [Test]
    public void ShouldLeaveOtherProgramsSectionsAlone()
    {
        WriteFile("appsettings.json", """{"Logging":{"LogLevel":{"Default":"Warning"}},"AllowedHosts":"*"}""");

        Assert.That(() => SettingsReader.Read([], _folder), Throws.Nothing);
    }

    private void WriteFile(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);

    private sealed class Variable : IDisposable
    {
        private readonly string _name;

        public Variable(string name, string value)
        {
            _name = name;
            Environment.SetEnvironmentVariable(name, value);
        }

        public void Dispose() => Environment.SetEnvironmentVariable(_name, null);
    }
}
